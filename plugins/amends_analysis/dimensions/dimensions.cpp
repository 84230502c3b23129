#include "dimensions.hpp"

#include "explanation.hpp"
#include "kit/checked.hpp"
#include "sdk/sdk.hpp"

namespace amends::dimensions {
namespace {

using sdk::Object;

std::int64_t days(const sdk::Reader& config, std::string_view key, std::string_view otherwise) {
  const auto found = days_of(config.text_or(key, otherwise));
  if (!found) sdk::fail("error.bad_type", "this is a number of days from 1d to 3650d, such as 30d", std::string(key));
  return *found;
}

Object block_of(Block& block) { return Object{{"facts", std::move(block.facts)}, {"findings", std::move(block.findings)}, {"open_questions", std::move(block.open_questions)}}; }

void write(sdk::Envelope& out, TimeReading& time, SpaceReading& space, ParticipantsReading& participants, EventReading& event, EmotionReading& emotion) {
  out.set("time", block_of(time.block));
  out.set("space", block_of(space.block));
  out.set("participants", block_of(participants.block));
  out.set("event", block_of(event.block));
  auto feelings = block_of(emotion.block);
  feelings["intensity"] = sdk::to_value(emotion.intensity);
  feelings["band"] = sdk::to_value(emotion.band);
  feelings["dominant"] = sdk::to_value(emotion.dominant);
  feelings["trend"] = sdk::to_value(emotion.trend);
  out.set("emotion", std::move(feelings));
  out.set("lift", time.lift);
  out.set("rate", space.rate);
  out.set("common_cause", Object{{"period", time.common}, {"region", space.regional}, {"person", participants.person}});
}

}  // namespace

Dimensions::Dimensions(const sdk::Reader& config)
    : settings_{.window_days = days(config, "window", "30d"),
                .baseline_days = days(config, "baseline", "90d"),
                .lift_min = kit::in_range(config, "lift_min", 200, 1, 100'000),
                .rate_min = kit::in_range(config, "rate_min", 200, 1, 100'000),
                .count_min = kit::in_range(config, "count_min", 5, 1, 1'000'000),
                .person_min = kit::in_range(config, "person_min", 3, 1, 1'000'000),
                .gap_days = days(config, "gap", "7d"),
                .stable_within = kit::in_range(config, "stable_within", 10, 0, 100)} {}

void Dimensions::handle(const sdk::Call& call, sdk::Envelope& out) {
  const auto& record = call.record();
  if (!record.has("analysis.intake.emotion.intensity") && !record.has("analysis.intake.emotion.band"))
    sdk::fail("error.missing_field", "the section of amends.intake is missing; run amends.intake before this stage", "analysis.intake");
  const Names names(call);
  const auto parties = read_parties(record, out);
  const auto events = with_answer(call, names, read_events(record, parties, out));
  const Context context{call, record, out, settings_, names, parties, events};

  // Evidence is numbered as it is found, so the order of the dimensions is part of the answer.
  auto time = read_time(context);
  auto space = read_space(context);
  auto participants = read_participants(context);
  auto event = read_event(context);
  auto emotion = read_emotion(context);
  explain(context, {.time = time, .space = space, .participants = participants, .event = event, .emotion = emotion});
  write(out, time, space, participants, event, emotion);
}

}  // namespace amends::dimensions
