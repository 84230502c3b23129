"""The pictures of a case as charts of altair, for those who want to change or join them; without altair the engine's own static picture of the same numbers.

    case.risk.plot()                      # the same as plots.risk(case)
    plots.clocks(case, static=False)      # an error that names the extra when altair is missing

Blue, orange, vermilion and green that people who see few colours tell apart, on a clear ground, so that they stand on a light and on a dark page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Mapping

from ..errors import InvalidArgument
from .view import Picture

if TYPE_CHECKING:
    from ..case import Case

__all__ = ["BY_PART", "clocks", "dimensions", "emotion", "ladder", "risk"]

BLUE, ORANGE, VERMILION, GREEN, GREY = "#1f86c7", "#d98a00", "#d9531e", "#0f9b72", "#7c8794"
_LEVELS = {"red": VERMILION, "orange": ORANGE, "yellow": "#c9b400", "blue": BLUE}
_STATES = {"offered": GREEN, "ready": ORANGE, "locked": GREY}
_WORDS: Mapping[str, tuple[str, str]] = {
    "time": ("时间", "time"), "now": ("现在", "now"), "intensity": ("情绪强度（满分100）", "intensity of feelings (of 100)"), "score": ("分值（可能性 × 影响）", "score (likelihood × impact)"),
    "count": ("项数", "count"), "known": ("已知", "known"), "findings": ("发现", "found"), "open": ("待问", "to be asked"), "owed": ("应付", "owed"), "goodwill": ("另加善意补偿", "goodwill on top"),
    "state": ("状态", "state"), "sum": ("金额", "sum"), "kind": ("类别", "kind"), "level": ("等级", "level"), "text": ("文本", "text"), "due": ("到期", "due"), "left": ("剩余", "left"),
}


def _word(name: str, language: str) -> str:
    zh, en = _WORDS[name]
    return zh if language == "zh" else en


def _altair() -> Any:
    try:
        import altair
    except ImportError as error:
        raise ImportError("charts are drawn by altair, which is not installed: pip install 'amends[notebook]' (or leave out static=False for the engine's own picture)") from error
    return altair


def _drawn(case: "Case", part: str, language: str | None, static: bool | None, make: Callable[[Any, Mapping[str, Any], str], Any]) -> Any:
    """The chart, or the static picture: `static` None: whichever there is, altair first."""
    view = case.view(part, language)
    chart = case.charts(view.language).get(part)
    if chart is None:
        raise InvalidArgument(f"there is nothing to plot of {part}: {view.text().strip() or 'no stage has found anything yet'}", case.id)
    if static is not True:
        try:
            altair = _altair()
        except ImportError:
            if static is False:
                raise
        else:
            return _dressed(make(altair, chart, view.language))
    picture = view.picture
    assert picture is not None, "what has numbers has a picture"
    return Picture(picture.svg, picture.told)


def _dressed(chart: Any) -> Any:
    text = {"labelColor": GREY, "titleColor": GREY, "labelFontSize": 12, "titleFontSize": 12, "labelLimit": 240}
    return (
        chart.properties(background="transparent")
        .configure_view(stroke=None)
        .configure_axis(gridColor=GREY, gridOpacity=0.25, domainColor=GREY, tickColor=GREY, **text)
        .configure_legend(orient="bottom", **text)
        .configure_text(color=GREY)
    )


def clocks(case: "Case", *, language: str | None = None, static: bool | None = None) -> Any:
    """A bar for each clock from its start to its due instant, filled as far as it has run, with a line for now. Times are UTC instants of the clocks."""

    def make(alt: Any, chart: Mapping[str, Any], spoken: str) -> Any:
        rows, run = [], []
        for number, row in enumerate(chart["rows"]):
            label = row["label"] if sum(one["label"] == row["label"] for one in chart["rows"]) == 1 else f"{row['label']} {number + 1}"
            end = row["met_at"] or chart["now"]
            shown = {"label": label, "due": row["due"], "state": row["state"], "left": row["left"]}
            rows.append({**shown, "from": row["starts_at"], "to": row["due_at"]})
            run.append({**shown, "from": row["starts_at"], "to": min(end, row["due_at"]), "paint": GREEN if row["met_at"] and not row["late"] else BLUE})
            if end > row["due_at"]:
                run.append({**shown, "from": row["due_at"], "to": end, "paint": VERMILION})
        tips = [alt.Tooltip("label:N", title=" "), alt.Tooltip("due:N", title=_word("due", spoken)), alt.Tooltip("state:N", title=_word("state", spoken)), alt.Tooltip("left:N", title=_word("left", spoken))]
        names = alt.Y("label:N", title=None, sort=None)
        track = alt.Chart(alt.Data(values=rows)).mark_bar(height=16, color=GREY, opacity=0.3).encode(x=alt.X("from:T", title=_word("time", spoken), axis=alt.Axis(format="%m-%d")), x2="to:T", y=names, tooltip=tips)
        bars = alt.Chart(alt.Data(values=run)).mark_bar(height=16).encode(x="from:T", x2="to:T", y=names, color=alt.Color("paint:N", scale=None), tooltip=tips)
        now = alt.Chart(alt.Data(values=[{"at": chart["now"], "word": _word("now", spoken)}]))
        return (track + bars + now.mark_rule(color=GREY, strokeDash=[5, 3], strokeWidth=2).encode(x="at:T") + now.mark_text(dy=-8, baseline="bottom").encode(x="at:T", y=alt.value(0), text="word:N")).properties(width=480)

    return _drawn(case, "clocks", language, static, make)


def emotion(case: "Case", *, language: str | None = None, static: bool | None = None) -> Any:
    """Intensity of feelings, 0 to 100, for each text of the complainant that has a reading of its own."""

    def make(alt: Any, chart: Mapping[str, Any], spoken: str) -> Any:
        rows = [{"text": f"{number + 1}. {row['title']}", "at": row["at"], "intensity": row["intensity"], "band": row["band"]} for number, row in enumerate(chart["rows"])]
        base = alt.Chart(alt.Data(values=rows)).encode(
            x=alt.X("text:N", title=_word("text", spoken), sort=None, axis=alt.Axis(labelAngle=0)), y=alt.Y("intensity:Q", title=_word("intensity", spoken), scale=alt.Scale(domain=[0, 100])),
            tooltip=[alt.Tooltip("text:N", title=" "), alt.Tooltip("at:N", title=_word("time", spoken)), alt.Tooltip("intensity:Q", title=_word("intensity", spoken)), alt.Tooltip("band:N", title=" ")],
        )
        return (base.mark_line(color=BLUE, strokeWidth=2.5) + base.mark_point(color=BLUE, filled=True, size=90) + base.mark_text(dy=-14).encode(text="band:N")).properties(width=480, height=200)

    return _drawn(case, "emotion", language, static, make)


def risk(case: "Case", *, language: str | None = None, static: bool | None = None) -> Any:
    """Six axes as likelihood times impact, 0 to 25, coloured by level."""

    def make(alt: Any, chart: Mapping[str, Any], spoken: str) -> Any:
        rows = [{"label": row["label"], "score": row["score"], "level": row["level"], "text": f"{row['likelihood']} × {row['impact']} = {row['score']}", "why": row["why"]} for row in chart["rows"]]
        base = alt.Chart(alt.Data(values=rows)).encode(
            x=alt.X("score:Q", title=_word("score", spoken), scale=alt.Scale(domain=[0, 25])), y=alt.Y("label:N", title=None, sort=None), tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip("text:N", title=" "), alt.Tooltip("why:N", title=" ")]
        )
        colour = alt.Color("level:N", scale=alt.Scale(domain=list(_LEVELS), range=list(_LEVELS.values())), legend=None)
        return (base.mark_bar(height=16).encode(color=colour) + base.mark_text(align="left", dx=5).encode(text="text:N")).properties(width=420)

    return _drawn(case, "risk", language, static, make)


def dimensions(case: "Case", *, language: str | None = None, static: bool | None = None) -> Any:
    """For each dimension how much is known, was found and is still to be asked."""

    def make(alt: Any, chart: Mapping[str, Any], spoken: str) -> Any:
        kinds = {name: _word(name, spoken) for name in ("known", "findings", "open")}
        rows = [{"label": row["label"], "kind": word, "order": order, "count": row[name]} for row in chart["rows"] for order, (name, word) in enumerate(kinds.items())]
        return (
            alt.Chart(alt.Data(values=rows))
            .mark_bar(height=18)
            .encode(
                x=alt.X("count:Q", title=_word("count", spoken), axis=alt.Axis(tickMinStep=1)), y=alt.Y("label:N", title=None, sort=None), order="order:Q",
                color=alt.Color("kind:N", title=None, scale=alt.Scale(domain=list(kinds.values()), range=[BLUE, ORANGE, GREY])), tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip("kind:N", title=" "), alt.Tooltip("count:Q", title=" ")],
            )
            .properties(width=420)
        )

    return _drawn(case, "dimensions", language, static, make)


def ladder(case: "Case", *, language: str | None = None, static: bool | None = None) -> Any:
    """What is owed and each offer above it, in the currency's major unit. For the staff of the case alone."""

    def make(alt: Any, chart: Mapping[str, Any], spoken: str) -> Any:
        scale = 10 ** int(chart["digits"])
        rows = []
        for row in chart["rows"]:
            shown = {"label": row["label"], "state": row["state_text"], "total": row["total"] / scale}
            rows.append({**shown, "order": 0, "part": _word("owed", spoken), "sum": chart["owed"] / scale, "paint": BLUE})
            rows.append({**shown, "order": 1, "part": _word("goodwill", spoken), "sum": row["goodwill"] / scale, "paint": _STATES[row["state"]]})
        base = alt.Chart(alt.Data(values=rows))
        tips = [alt.Tooltip("part:N", title=" "), alt.Tooltip("sum:Q", title=_word("sum", spoken), format=",.2f"), alt.Tooltip("state:N", title=_word("state", spoken))]
        steps = alt.X("label:N", title=None, sort=None, axis=alt.Axis(labelAngle=0))
        sums = alt.Y("sum:Q", title=f"{_word('sum', spoken)} ({chart['currency']})")
        drawn = base.mark_bar(size=56).encode(x=steps, y=sums, order="order:Q", color=alt.Color("paint:N", scale=None), tooltip=tips)
        tops = base.transform_filter("datum.order == 1").mark_text(dy=-8, lineBreak="|").encode(x=steps, y="total:Q", text="state:N")
        return (drawn + tops).properties(width=480, height=240)

    return _drawn(case, "ladder", language, static, make)


BY_PART: Mapping[str, Callable[..., Any]] = {"clocks": clocks, "dimensions": dimensions, "emotion": emotion, "ladder": ladder, "risk": risk}
