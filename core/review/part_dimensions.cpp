#include <algorithm>

#include "review/parts.hpp"

namespace amends::review {
namespace {

constexpr std::size_t kEventsShown = 3;
constexpr std::size_t kFindingsShown = 2;  // of each dimension; the rest stands among the findings

std::string counted(const PartSource& source, std::string_view key, std::int64_t count) { return source.zh() ? source.say(key) + std::to_string(count) : std::to_string(count) + " " + source.say(key); }

class Dimensions {
 public:
  Dimensions(const PartSource& source, const json::Value& result) : source_(source), result_(result), envelope_(source.envelope("analysis.dimensions")) {}

  json::Value write() {
    Part part(source_, "part.dimensions");
    std::vector<std::string> common;
    for (const auto* cause : {"period", "region", "person"})
      if (json::bool_at(result_, std::string("common_cause.") + cause)) common.push_back(source_.say(cause));
    if (!common.empty()) part.state(source_.list(common), kWarn);
    for (const std::string name : {"time", "space", "participants", "event", "emotion"}) {
      const auto* block = json::find(result_, name);
      if (!block) continue;
      auto lines = known(name, *block);
      for (auto& finding : findings(*block)) lines.push_back(std::move(finding));
      if (!json::list_at(*block, "open_questions").empty()) lines.push_back(source_.named(source_.say("dimension.open")) + question(*block));
      if (lines.empty()) lines.push_back(source_.say("dimension.nothing"));
      part.pair("dimension." + name, std::move(lines));
    }
    part.pair("dimension.common", {common.empty() ? source_.say("dimension.single") : source_.list(common)});
    return part.to_value();
  }

 private:
  std::vector<std::string> known(const std::string& name, const json::Value& block) const {
    if (name == "time") return time(block);
    if (name == "space") return space(block);
    if (name == "participants") return participants(block);
    return name == "event" ? events(block) : emotion(block);
  }

  std::vector<std::string> time(const json::Value& block) const {
    std::int64_t points = 0, undated = 0, longest = 0;
    std::vector<std::string> out;
    for (const auto& fact : json::list_at(block, "facts")) {
      const auto kind = json::text_at(fact, "kind");
      if (kind == "event" || kind == "document" || kind == "contact") {
        ++points;
        if (json::text_at(fact, "precision") == "unknown") ++undated;
      }
      if (kind == "gap") longest = std::max(longest, json::integer_at(fact, "days"));
      if (kind == "lift" && json::integer_at(fact, "count") > 0) out.push_back(source_.say("dimension.lift") + " " + std::to_string(json::integer_at(fact, "percent")) + "%" + source_.bracketed(counted(source_, "dimension.cases", json::integer_at(fact, "count"))));
    }
    if (points > 0) out.insert(out.begin(), counted(source_, "dimension.points", points) + (undated > 0 ? source_.bracketed(counted(source_, "dimension.undated", undated)) : ""));
    if (longest > 0) out.push_back(source_.say("dimension.gap") + " " + std::to_string(longest) + (source_.zh() ? "天" : " d"));
    return out;
  }

  std::vector<std::string> space(const json::Value& block) const {
    std::vector<std::string> places, out;
    for (const auto& fact : json::list_at(block, "facts")) {
      const auto kind = json::text_at(fact, "kind");
      if (kind == "unit") places.push_back(source_.say("dimension.unit") + " " + std::string(json::text_at(fact, "unit")));
      if (kind == "rate") out.push_back(source_.say("dimension.rate") + " " + std::to_string(json::integer_at(fact, "percent")) + "%");
    }
    if (!places.empty()) out.insert(out.begin(), source_.list(places));
    return out;
  }

  std::vector<std::string> participants(const json::Value& block) const {
    std::vector<std::string> people, out;
    for (const auto& fact : json::list_at(block, "facts")) {
      const auto kind = json::text_at(fact, "kind");
      if (kind == "party") people.push_back(source_.say("party." + std::string(json::text_at(fact, "role"))) + source_.bracketed(source_.say("influence") + " " + std::to_string(json::integer_at(fact, "influence")) + "/5"));
      if (kind == "mentioned") people.push_back(source_.say("party.mentioned"));
    }
    if (!people.empty()) out.push_back(source_.list(people));
    return out;
  }

  std::vector<std::string> events(const json::Value& block) const {
    std::vector<std::string> out;
    for (const auto& fact : json::list_at(block, "facts")) {
      if (json::text_at(fact, "kind") != "event") continue;
      if (out.size() == kEventsShown) {
        out.push_back("…");
        break;
      }
      const auto id = std::string(json::text_at(fact, "event"));
      out.push_back(id + " " + words_of(id) + source_.bracketed(source_.say(json::text_at(fact, "standing"))));
    }
    return out;
  }

  std::vector<std::string> emotion(const json::Value& block) const {
    const auto band = json::text_at(block, "band"), dominant = json::text_at(block, "dominant"), trend = json::text_at(block, "trend");
    if (band.empty()) return {};
    std::string line = source_.say(band) + " " + std::to_string(json::integer_at(block, "intensity")) + "/100";
    if (!dominant.empty()) line += (source_.zh() ? "，以" : ", mostly ") + source_.say(dominant) + (source_.zh() ? "为主" : "");
    line += source_.stop() + source_.named(source_.say("dimension.trend")) + (trend.empty() ? source_.say("dimension.one_text") : source_.say(trend));
    return {line};
  }

  /// The words of an event of the record, where the reader may see them.
  std::string words_of(const std::string& id) const {
    if (!source_.texts || !source_.record) return {};
    for (const auto& event : json::list_at(*source_.record, "events"))
      if (json::text_at(event, "id") == id) return std::string(json::text_at(event, "what"));
    return {};
  }

  /// What the stage says about a dimension beyond what the line above says already.
  std::vector<std::string> findings(const json::Value& block) const {
    std::vector<std::string> out;
    if (!envelope_) return out;
    for (const auto& id : json::list_at(block, "findings"))
      for (const auto& finding : json::list_at(*envelope_, "findings")) {
        const auto code = json::text_at(finding, "code");
        if (json::text_at(finding, "id") != json::text_or(&id, "") || code == "emotion.reading" || out.size() == kFindingsShown) continue;
        out.push_back(source_.in(finding, "text"));
      }
    return out;
  }

  std::string question(const json::Value& block) const {
    std::vector<std::string> out;
    for (const auto& form : json::list_at(block, "open_questions")) {
      std::string reason = source_.say("dimension.asked");
      if (envelope_)
        for (const auto& question : json::list_at(*envelope_, "questions"))
          if (json::text_at(question, "form_name", json::text_at(question, "id")) == json::text_or(&form, "")) reason = source_.in(question, "reason");
      if (std::find(out.begin(), out.end(), reason) == out.end()) out.push_back(std::move(reason));
    }
    return source_.list(out);
  }

  const PartSource& source_;
  const json::Value& result_;
  const json::Value* envelope_;
};

}  // namespace

json::Value dimensions_part(const PartSource& source) {
  const auto* result = source.section("analysis.dimensions");
  return result ? Dimensions(source, *result).write() : json::Value(nullptr);
}

}  // namespace amends::review
