#!/usr/bin/env python3
"""Checks the pack files of the sets beside this file: schemas, unique ids, references between files, the reach of decision-table rows.

    check_tables.py [SET ...]        (default: shipped)

Word matching is checked by check_lexicons.py. Exit code: 0 all checks hold, 1 a check failed (each with a sentence), 2 a tool is missing.
Needs Python 3.9, PyYAML and jsonschema; with google-re2 the expressions of guards and lexicons are compiled too.
"""
import fnmatch
import json
import pathlib
import re
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"{missing.name} is not installed; run: pip install pyyaml jsonschema", file=sys.stderr)
    sys.exit(2)
try:
    import re2
except ImportError:
    re2 = None

HERE = pathlib.Path(__file__).resolve().parent


class Loader(yaml.SafeLoader):
    """The YAML core schema as the engine reads it: dates, yes, no and decimals stay text; a key may not stand twice."""


Loader.yaml_implicit_resolvers = {}
for kind, shape in (("null", r"^(?:~|null|Null|NULL|)$"), ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$"), ("int", r"^[-+]?[0-9]+$")):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{kind}", re.compile(shape), None)


def mapping(loader, node):
    keys = [loader.construct_object(key) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", node.start_mark)
    return {loader.construct_object(key): loader.construct_object(value, deep=True) for key, value in node.value}


Loader.add_constructor("tag:yaml.org,2002:map", mapping)


class Check:
    def __init__(self):
        self.faults = []
        index = json.loads((HERE / "schemas/index.json").read_text(encoding="utf-8"))["schemas"]
        self.index = [(pattern, self.schema(name)) for pattern, name in index]

    def schema(self, name):
        schema = json.loads((HERE / f"schemas/{name}.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft7Validator.check_schema(schema)
        return jsonschema.Draft7Validator(schema)

    def fault(self, where, sentence):
        self.faults.append(f"{where}: {sentence}")

    def read(self, path):
        try:
            return yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            self.fault(path, f"is no readable YAML ({error})")
            return None

    def one_file(self, path, data):
        validator = next((v for pattern, v in self.index if fnmatch.fnmatchcase(data.get("pack", ""), pattern)), None)
        if validator is None:
            return False
        for error in sorted(validator.iter_errors(data), key=lambda e: list(map(str, e.absolute_path))):
            deepest = jsonschema.exceptions.best_match([error])
            self.fault(path, f"{'/'.join(map(str, deepest.absolute_path)) or 'the file'}: {deepest.message[:300]}")
        return True

    def ids(self, path, rows, key="id"):
        seen = set()
        for row in rows:
            if row.get(key) in seen:
                self.fault(path, f"the {key} {row.get(key)} stands twice")
            seen.add(row.get(key))

    def table(self, where, table):
        self.ids(where, table["rows"])
        for row in table["rows"]:
            for name in row["when"]:
                if name not in table["inputs"]:
                    self.fault(where, f"row {row['id']} asks for {name}, which is no input")
        if table["hit"] == "first":
            for later, row in enumerate(table["rows"]):
                for earlier in table["rows"][:later]:
                    if all(row["when"].get(name) == cell for name, cell in earlier["when"].items()):
                        self.fault(where, f"row {row['id']} is never reached, {earlier['id']} takes all it would")
        outputs = set(table["default"])
        for row in table["rows"]:
            if set(row["then"]) != outputs:
                self.fault(where, f"row {row['id']} answers other names than the default")

    def expression(self, where, row):
        if not row.get("regex"):
            return
        try:
            (re2 or re).compile(row["pattern"])
        except Exception as error:  # both libraries raise their own class
            self.fault(where, f"{row['id']}: the expression is refused ({error})")

    def pack_set(self, name):
        folder = HERE / name
        files = {}
        for path in sorted(folder.rglob("*.yaml")):
            if path.name == "pack.yaml" and path.parent == folder:
                continue
            data = self.read(path)
            if path.name.startswith("calendar."):
                continue  # make_calendars.py checks what it makes
            if not isinstance(data, dict) or not self.one_file(path.relative_to(HERE), data):
                self.fault(path.relative_to(HERE), "no schema is known for it; see schemas/index.json and its `pack` header")
            else:
                files.setdefault(data["pack"], []).append((path.relative_to(HERE), data))
                if isinstance(data.get("rows"), list):
                    self.ids(path.relative_to(HERE), data["rows"], "institution" if data["pack"] == "org" else "id")
                    for row in data["rows"]:
                        self.expression(path.relative_to(HERE), row)
                for label, table in (data.get("tables") or {}).items():
                    self.table(f"{path.relative_to(HERE)}#{label}", table)
                if "table" in data:
                    self.table(path.relative_to(HERE), data)
        if not self.faults:  # references are only looked at in files that fit their schemas
            self.references(files, folder)
        return sum(len(group) for group in files.values())

    def references(self, files, folder):
        def only(pack):
            return files[pack][0] if pack in files else (None, None)

        path, taxonomy = only("nature.taxonomy")
        if taxonomy:
            codes = {row["code"] for row in taxonomy["rows"]}
            if [row["order"] for row in taxonomy["rows"]] != list(range(1, len(taxonomy["rows"]) + 1)):
                self.fault(path, "the orders do not run from 1")
            used = set()
            for lexicon, data in files.get("lex/nature", []):
                for row in data["rows"]:
                    used.add(row.get("code"))
                    if row.get("code") not in codes:
                        self.fault(lexicon, f"{row['id']} names the nature {row.get('code')}, which the taxonomy lacks")
            for row in taxonomy["rows"]:
                if "lex/nature" in files and (row["by"] == "words") != (row["code"] in used):
                    self.fault(path, f"{row['code']} says by: {row['by']}, the words say otherwise")
        path, dimensions = only("dimensions.map")
        if dimensions:
            steps = {step["id"]: step for step in dimensions["steps"]}
            self.ids(path, dimensions["steps"])
            for step in dimensions["steps"]:
                needed = steps.get(step.get("needs", step["id"]))
                if needed is None or needed["process"] != step["process"] or needed["order"] > step["order"]:
                    self.fault(path, f"the step {step['id']} needs {step['needs']}, which is no earlier step of its process")
            for lexicon, field, known in (("lex/disputes", "topic", "topics"), ("lex/seasons", "tag", "seasons"), ("lex/emotion", "cat", "feelings")):
                self.ids(path, dimensions[known], "code")
                codes = {row["code"] for row in dimensions[known]}
                for where, data in files.get(lexicon, []):
                    for row in data["rows"]:
                        if row.get(field, next(iter(codes))) not in codes:
                            self.fault(where, f"{row['id']} names {row[field]}, which dimensions.map lacks")
            for where, data in files.get("lex/chain", []):
                for row in data["rows"]:
                    if row.get("step", next(iter(steps))) not in steps or ("missing" in row and "step" not in row):
                        self.fault(where, f"{row['id']} names no step of dimensions.map")
        forms = {data["form"] for pack, group in files.items() if pack.startswith("forms/") for _, data in group}
        for pack, group in files.items():
            if pack.startswith("forms/") and group[0][1]["form"] != pack.split("/")[1]:
                self.fault(group[0][0], "the form is named otherwise than its pack")
        for pack in files:
            if pack.startswith("forms/"):
                for where, data in files[pack]:
                    self.ids(where, data["fields"], "field")
                    for field in data["fields"]:
                        labels = field.get("value_labels")
                        if labels is not None and set(labels) != set(field["values"]):
                            self.fault(where, f"{field['field']}: value_labels and values differ")
        path, intake = only("intake.forms")
        if intake:
            items = {item["id"] for item in intake["items"]}
            for item in intake["items"]:
                if item["form"] not in forms:
                    self.fault(path, f"{item['id']} asks by the form {item['form']}, which is not there")
            for channel, wanted in intake["required_by_channel"].items():
                for item in wanted:
                    if item not in items:
                        self.fault(path, f"{channel} wants {item}, which is no item")
        path, org = only("org")
        institutions = {row["institution"] for row in org["rows"]} if org else set()
        for row in org["rows"] if org else []:
            if row["clock_pack"] not in files:
                self.fault(path, f"{row['institution']}: the clock pack {row['clock_pack']} is not there")
            if "calendar" in row and not (folder / f"{row['calendar']}.yaml").exists():
                self.fault(path, f"{row['institution']}: the calendar {row['calendar']} is not there")
            units = {unit["id"] for unit in row["units"]}
            for unit in row["units"]:
                if unit["superior"] is not None and unit["superior"] not in units:
                    self.fault(path, f"{row['institution']}: unit {unit['id']} has an unknown superior")
        rules = {f"{pack}#{row['id']}" for pack, group in files.items() if pack.startswith("tables/clocks.") for _, data in group
                 for row in data["rows"]}
        path, rights = only("rights/notice")
        for part in rights["jurisdictions"] if rights else []:
            self.ids(path, part["items"])
            for item in part["items"]:
                if item["rule"].startswith("tables/") and item["rule"] not in rules:
                    self.fault(path, f"{item['id']} cites {item['rule']}, which is no clock row")
        phrases = {row["id"]: row["text"] for _, data in files.get("letter.phrases", []) for row in data["rows"] if "text" in row}
        path, remedies = only("remedies")
        where, table = only("tables/remedies")
        if remedies and table:
            ways, owners, known = ({row["id"] for row in remedies[part]} for part in ("ways", "owners", "rows"))
            for row in table["rows"] + [{"id": "default", "then": table["default"]}]:
                if row["then"]["remedy"] not in known or row["then"]["way"] not in ways | {"all"}:
                    self.fault(where, f"row {row['id']} names a remedy or a way that remedies lacks")
            for row in remedies["rows"]:
                if row["owner"] not in owners:
                    self.fault(path, f"{row['id']} names the owner {row['owner']}, which is not listed")
                for language in ("zh", "en"):
                    if ("{amount}" in row["text"][language]) != (row["money"] in ("owed", "agreed")):
                        self.fault(path, f"{row['id']} ({language}): {{amount}} stands where no sum is owed, or is missing where one is")
        for pack, group in files.items():
            for where, data in group:
                if pack.startswith("mappings/"):
                    if data["institution"] not in institutions:
                        self.fault(where, f"the institution {data['institution']} is not in org.yaml")
                    for target, source in data["fields"].items():
                        if source.get("when", target) not in data["fields"]:
                            self.fault(where, f"{target} waits for {source['when']}, which is no field")
                        for cell in source.get("map", {}):
                            if cell != cell.strip().lower():
                                self.fault(where, f"{target}: the cell {cell!r} is not in lower case")
                if pack.startswith("letters/"):
                    self.ids(where, data["letters"])
                    for letter in data["letters"]:
                        self.ids(where, letter["blocks"])
                        for block in letter["blocks"]:
                            if block.get("use", "block.") != "block." and block["use"] not in phrases:
                                self.fault(where, f"{letter['id']} uses {block['use']}, which letter.phrases lacks")
                        for language in ("zh", "en"):
                            texts = [block["text"] if "text" in block else phrases.get(block["use"], {language: ""}) for block in letter["blocks"]]
                            slots = set(re.findall(r"\{(\w+)\}", "".join(text[language] for text in texts)))
                            if slots != set(letter["slots"]):
                                self.fault(where, f"{letter['id']} ({language}): the slots in the text are {sorted(slots)}")
        path, routes = only("routes")
        where, routing = only("tables/routing")
        if routes and routing:
            named = {row["id"] for row in routes["rows"]}
            used = {row["then"]["route"] for row in routing["rows"]}
            for route in sorted(named ^ used):
                self.fault(path, f"the route {route} stands in only one of routes.yaml and tables/routing.yaml")
            for row in routing["rows"]:
                duty = row["then"]["row"] in (1, 4, 5, 6, 14, 15)  # catalogue 3.19
                if (row["then"]["kind"] == "duty") != duty:
                    self.fault(where, f"row {row['id']}: duty and choice are mixed up")
            if {row["then"]["row"] for row in routing["rows"]} != set(range(1, 16)):
                self.fault(where, "the row numbers are not 1 to 15")
        path, checklists = only("verify/checklists")
        where, duties = only("verify/duties")
        if checklists:
            known = {row["id"] for row in duties["rows"]} if duties else set()
            codes = {row["code"] for row in taxonomy["rows"]} if taxonomy else set()
            counts = {code: 0 for code in codes}
            for row in checklists["rows"]:
                if row.get("duty") and row["duty"] not in known:
                    self.fault(path, f"{row['id']} names the duty {row['duty']}, which verify/duties lacks")
                if codes and row["nature"] not in codes:
                    self.fault(path, f"{row['id']} names the nature {row['nature']}, which the taxonomy lacks")
                counts[row["nature"]] = counts.get(row["nature"], 0) + 1
            for code in sorted(code for code, count in counts.items() if count < 3):
                self.fault(path, f"the nature {code} has fewer than three key points")
            for row in duties["rows"] if duties else []:
                for code in row["natures"]:
                    if codes and code not in codes:
                        self.fault(where, f"{row['id']} names the nature {code}, which the taxonomy lacks")
        path, grades = only("verify/evidence.grades")
        if grades:
            kinds = [kind for row in grades["rows"] for kind in row["kinds"]]
            for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
                self.fault(path, f"the kind {kind} has two grades")
        path, team = only("crisis/team")
        if team:
            seats = {row["id"] for row in team["rows"]}
            for pair in team["apart"]:
                for seat in pair["seats"]:
                    if seat not in seats:
                        self.fault(path, f"{pair['id']} keeps {seat} apart, which is no seat")
            for form, data in files.get("forms/crisis_team", []):
                if {field["field"] for field in data["fields"]} - {"reason", "who"} != seats:
                    self.fault(form, "its fields are not the seats of crisis/team")
        path, statements = only("crisis/statements")
        if statements:
            for row in statements["statements"]:
                for language in ("zh", "en"):
                    text = "".join(block["text"][language] for block in row["blocks"])
                    slots = set(re.findall(r"\{(\w+)\}", text))
                    if slots != set(row["slots"]):
                        self.fault(path, f"{row['id']} ({language}): the slots in the text are {sorted(slots)}")
                    for word in statements["forbidden"]:
                        if word["pattern"] in text.lower():
                            self.fault(path, f"{row['id']} ({language}) holds {word['pattern']!r}, which no statement may hold")
            for word in statements["forbidden"]:
                if word["pattern"] != word["pattern"].lower():
                    self.fault(path, f"{word['id']}: the pattern is not in lower case")
        path, channels = only("channels")
        if channels:
            words = [word for row in channels["rows"] for word in row["words"]]
            for word in sorted({word for word in words if words.count(word) > 1}):
                self.fault(path, f"the word {word} names two channels")


def main():
    check = Check()
    for name in sys.argv[1:] or ["shipped"]:
        print(f"{name}: {check.pack_set(name)} files")
    for sentence in check.faults:
        print(f"fault: {sentence}", file=sys.stderr)
    print(f"{len(check.faults)} faults")
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main())
