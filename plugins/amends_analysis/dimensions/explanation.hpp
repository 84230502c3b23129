#pragma once
// What dimensions says about its run: one sentence for each of the five. Reads what the dimensions found and decides nothing.
#include "emotion_reading.hpp"
#include "event_reading.hpp"
#include "participants_reading.hpp"
#include "space_reading.hpp"
#include "time_reading.hpp"

namespace amends::dimensions {

struct Found {
  const TimeReading& time;
  const SpaceReading& space;
  const ParticipantsReading& participants;
  const EventReading& event;
  const EmotionReading& emotion;
};

void explain(const Context& context, const Found& found);

}  // namespace amends::dimensions
