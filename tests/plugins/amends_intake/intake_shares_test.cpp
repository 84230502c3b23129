// Measured shares on labelled Chinese texts: prints figures and asserts only that every row is handled. Runs when AMENDS_DATA_DIR names a folder with
// zh_complaints/complaints.jsonl.gz.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>

#include "plugins/amends_intake/intake_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Reader;
using sdk::Value;

std::string unzipped(const std::string& path) {
  std::string out;
  if (gzFile file = gzopen(path.c_str(), "rb")) {
    char bytes[65'536];
    for (int n = gzread(file, bytes, sizeof bytes); n > 0; n = gzread(file, bytes, sizeof bytes)) out.append(bytes, static_cast<std::size_t>(n));
    gzclose(file);
  }
  return out;
}

TEST(IntakeShares, EveryLabelledTextIsHandled) {
  const char* folder = std::getenv("AMENDS_DATA_DIR");
  if (!folder) GTEST_SKIP() << "AMENDS_DATA_DIR is not set";
  const auto text = unzipped(std::string(folder) + "/zh_complaints/complaints.jsonl.gz");
  ASSERT_FALSE(text.empty()) << "no rows under " << folder;
  auto host = intake_host("shipped");
  std::istringstream lines(text);
  std::map<std::string, int> n;
  std::int64_t took_us = 0, slowest_us = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto row = sdk::parse_json(line);
    const Reader labels(row.at("labels"));
    sdk::CallInput input;
    input.record = record_with(text_at(row, "text"), text_at(row, "channel"));
    sdk::set(input.record, "flags.vulnerability", sdk::Array{});
    const auto answer = host.run(input);
    ASSERT_TRUE(answer.ok()) << text_at(row, "id") << " fails with " << answer.code << ": " << answer.text;
    took_us += answer.took_us;
    slowest_us = std::max(slowest_us, answer.took_us);
    const auto envelope = answer.envelope();
    for (const auto& fault : host.faults(envelope, input.record)) ADD_FAILURE() << text_at(row, "id") << ": " << fault;
    const auto& result = envelope.at("result");
    ++n["rows"];

    const auto safety = text_at(row, "labels.safety"), self_harm = text_at(result, "flags.safety.self_harm"), violence = text_at(result, "flags.safety.violence");
    const bool flagged = self_harm != "none" || violence != "none";
    if (safety != "none") {
      ++n["safety"];
      if (!flagged) { ++n["safety missed"]; std::cout << "safety missed: " << text_at(row, "id") << "\n"; }
    } else if (flagged) {
      ++n["safety flagged in vain"];
      std::cout << "safety flagged in vain: " << text_at(row, "id") << " " << self_harm << " " << violence << "\n";
    }

    const auto& label = row.at("labels").at("is_complaint");
    const bool complaint = label.is_bool() && label.get_bool();
    const auto& read = result.at("is_complaint");
    if (complaint) {
      ++n["complaints"];
      if (read == Value(true)) ++n["complaints read"];
      if (read.is_null()) ++n["complaints asked"];
      if (read == Value(false)) std::cout << "complaint read as enquiry: " << text_at(row, "id") << " cue " << number_at(result, "cue") << "\n";
    } else {
      ++n["others"];
      if (read == Value(false)) ++n["others read"];
      if (read.is_null()) ++n["others asked"];
      if (read == Value(true)) std::cout << "other read as complaint: " << text_at(row, "id") << " cue " << number_at(result, "cue") << "\n";
    }

    const auto claimed = fact_of(envelope, "money.claimed");
    for (const auto& demand : labels.list("demands")) {
      ++n["demands"];
      bool kind_found = false;
      for (const auto& found : Reader(result).list("demands")) kind_found = kind_found || found.text_or("kind", "") == demand.text_or("kind", "");
      if (kind_found) ++n["demands read"];
      const auto minor = demand.integer("amount_minor");
      if (!minor) continue;
      ++n["amounts"];
      bool found = number_at(claimed, "minor") == *minor;
      if (found) ++n["amounts claimed"];
      for (const auto& money : Reader(result).list("extracted")) found = found || (money.text_or("kind", "") == "money" && money.integer_or("minor", -1) == *minor);
      if (found) ++n["amounts read"];
      else std::cout << "amount missed: " << text_at(row, "id") << " " << *minor << " " << demand.text_or("quote", "") << "\n";
    }

    if (text_at(row, "labels.emotion_band_by_reader") == text_at(result, "emotion.band")) ++n["bands equal"];
    for (const auto threat : labels.text_list("threats")) {
      ++n["threats"];
      for (const auto& found : Reader(result).list("threats"))
        if (found.text_or("kind", "") == (threat == "exposure" ? std::string_view("media") : threat)) { ++n["threats read"]; break; }
    }
  }
  EXPECT_GT(n["rows"], 0);
  for (const auto& [name, count] : n) std::cout << name << ": " << count << "\n";
  std::cout << "mean " << took_us / std::max(1, n["rows"]) << " us, slowest " << slowest_us << " us\n";
}

}  // namespace
}  // namespace amends::testing
