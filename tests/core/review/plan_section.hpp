#pragma once
// Hand-made sections of amends.negotiation_plan for the tests of its drawing and its sheet.
#include <string>
#include <string_view>

#include "support/json.hpp"

namespace amends::review {

inline json::Value plan_section() {
  return *json::parse(R"({
    "mode": "emotion_first", "tolerance": 88, "state": "steady", "acceptance_point": {"minor": 3900000, "currency": "CNY"},
    "frame": {"entitlement": {"minor": 3200000, "currency": "CNY"}, "target": {"minor": 4000000, "currency": "CNY"}},
    "qc": {"pass": true, "reasons": []}, "single_offer": null,
    "ladder": [
      {"k": 1, "bp": 6500, "total": 3720000, "goodwill": 520000, "release": {"state": "offered", "why": {"zh": "这一步已经向对方说明。", "en": "They have been told of it."}}},
      {"k": 2, "bp": 8500, "total": 3880000, "goodwill": 680000, "release": {"state": "ready", "why": {"zh": "对方作了回应，我们也说出了理解。", "en": "They have answered, and were told that they are understood."}}},
      {"k": 3, "bp": 9500, "total": 3960000, "goodwill": 760000, "release": {"state": "locked", "why": {"zh": "前一步提出之后再看。", "en": "After the step before it."}}},
      {"k": 4, "bp": 10000, "total": 4000000, "goodwill": 800000, "release": {"state": "locked", "why": {"zh": "前一步提出之后再看。", "en": "After the step before it."}}}],
    "ladder_off": [], "counter": {"minor": 3900000, "offered": 1, "outcome": "go_on", "pay": null},
    "audit": [{"id": "a1", "fear": {"zh": "您可能觉得我们只收钱不办事。", "en": "You may feel we take money and do nothing."}, "acknowledgement": {"zh": "您还没有得到一个像样的答复。", "en": "You have not had a proper answer yet."}}],
    "questions": [{"id": "q1", "moment": "explore", "text": {"zh": "除了金额，什么对您最重要？", "en": "Apart from the amount, what matters most to you?"}}],
    "persuasion": {"lead": "feeling", "order": ["feeling", "reason", "benefit", "rule"], "cells": {"feeling": {"id": "p1", "text": {"zh": "您说的最要紧的是公平。", "en": "Fair treatment matters most."}, "evidence": ["ev1"]}, "reason": null, "benefit": null, "rule": null}},
    "non_money": [{"id": "named_contact", "text": {"zh": "指定一位联系人", "en": "one named contact"}}],
    "checklist": {"items": [
      {"id": "goal_range", "title": {"zh": "目标与合理区间", "en": "goal and fair range"}, "done": true}, {"id": "entitlement_paid", "title": {"zh": "应付部分已付", "en": "what is owed is paid"}, "done": true},
      {"id": "compliance_signoff", "title": {"zh": "合规签字", "en": "compliance sign-off"}, "done": false}],
      "done": 13, "completeness": 92, "released": false, "required_open": ["compliance_signoff"]}})");
}

/// The section with one value changed.
inline json::Value plan_section_with(std::string_view path, json::Value value) {
  auto section = plan_section();
  (void)json::set(section, path, std::move(value));
  return section;
}

/// A ladder of n equal steps, each with a long reason.
inline json::Value long_ladder(int steps) {
  json::Array rows;
  for (int i = 1; i <= steps; ++i)
    rows.push_back(json::Object{{"k", i}, {"bp", 10'000 - 100 * (steps - i)}, {"total", 3'200'000 + 1'000 * i}, {"goodwill", 1'000 * i},
                                {"release", json::Object{{"state", "locked"}, {"why", json::bilingual("等对方提出金额或回答一个问题，并先说出我们的理解；不设等待时间。", "When they name a sum or answer a question, and after a word of understanding; no waiting time is set.")}}}});
  return plan_section_with("ladder", rows);
}

}  // namespace amends::review
