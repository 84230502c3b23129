// Measuring program `lexicon_bench`: one lexicon over one text, by our matcher and by Hyperscan's C interface. It measures one pass per line
// that it reads, so that tests/measure/lexicon.py can let all matchers take turns over the same files; see there for what is compared.
//
//   lexicon_bench TERMS DOCUMENTS     TERMS: lines `0|1<tab>term` (1: negatable); DOCUMENTS: normalised UTF-8, one document a line
//   ours         -> {"ms": CPU milliseconds of the pass, "hits": kept and dropped ones, "mark": digest of all spans}
//   hyperscan    -> the same (`mark` 0: it reports ends, not spans), or {"error": ...} when it was not there when this was configured
//   normalise    -> ours, with decoding and normalisation inside the clock
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "support/utf8.hpp"
#include "text/lexicon.hpp"

#ifdef AMENDS_WITH_HYPERSCAN
#include <hs/hs.h>
#endif

namespace amends::text {
namespace {

[[noreturn]] void stop(const std::string& why) {
  std::cerr << "lexicon_bench: " << why << "\n";
  std::exit(2);
}

/// CPU time of this thread: what other programs do on the machine does not count.
double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::vector<std::string> lines(const char* path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) stop(std::string("cannot read ") + path);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

struct Pass {
  double ms = 0;
  std::uint64_t hits = 0;
  std::uint64_t mark = 0;  ///< digest of all spans in order; lexicon.py makes the same one
  void span(std::int64_t start, std::int64_t end) {
    ++hits;
    mark = mark * 1'000'003 + static_cast<std::uint64_t>(start) * 31 + static_cast<std::uint64_t>(end);
  }
};

/// Documents are taken some at a time. They are normalised before the clock starts, so they lie in the cache when the matcher gets them, as in
/// the product, and the clock is read seldom enough to cost nothing.
constexpr std::size_t kCodePointsAtATime = 4'000;

Pass ours(const Lexicon& lexicon, const std::vector<std::string>& documents, bool count_normalisation) {
  Pass pass;
  std::vector<Normalised> some;
  std::vector<std::vector<Hit>> hits;
  for (std::size_t at = 0; at < documents.size();) {
    some.clear();
    hits.clear();
    double begin = cpu_ms();
    for (std::size_t size = 0; at < documents.size() && size < kCodePointsAtATime; size += some.back().text.size()) some.push_back(*normalise(documents[at++]));
    if (!count_normalisation) begin = cpu_ms();
    for (const auto& document : some) hits.push_back(lexicon.match(document));
    pass.ms += cpu_ms() - begin;
    for (const auto& list : hits)
      for (const auto& hit : list) pass.span(hit.span.start, hit.span.end);
  }
  return pass;
}

#ifdef AMENDS_WITH_HYPERSCAN
/// Hyperscan at its easiest: plain literals, no start of match, no word borders, block mode; each end of each term is one callback.
class Hyperscan {
 public:
  explicit Hyperscan(const std::vector<Entry>& entries) {
    std::vector<const char*> literals;
    std::vector<std::size_t> sizes;
    std::vector<unsigned> flags(entries.size(), 0), ids;
    for (const auto& entry : entries) {
      literals.push_back(entry.term.data());
      sizes.push_back(entry.term.size());
      ids.push_back(static_cast<unsigned>(ids.size()));
    }
    hs_compile_error_t* error = nullptr;
    if (hs_compile_lit_multi(literals.data(), flags.data(), ids.data(), sizes.data(), static_cast<unsigned>(literals.size()), HS_MODE_BLOCK, nullptr, &database_, &error) != HS_SUCCESS)
      stop(std::string("Hyperscan cannot compile the terms: ") + (error ? error->message : "no reason given"));
    if (hs_alloc_scratch(database_, &scratch_) != HS_SUCCESS) stop("Hyperscan has no memory for its scratch space");
  }
  ~Hyperscan() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }
  Hyperscan(const Hyperscan&) = delete;
  Hyperscan& operator=(const Hyperscan&) = delete;

  Pass pass(const std::vector<std::string>& documents) {
    Pass out;
    const auto count = [](unsigned, unsigned long long, unsigned long long, unsigned, void* context) {
      ++*static_cast<std::uint64_t*>(context);
      return 0;
    };
    for (std::size_t from = 0, to = 0; from < documents.size(); from = to) {
      // Read them first, so that they lie in the cache as for ours.
      for (std::int64_t size = 0; to < documents.size() && size < static_cast<std::int64_t>(kCodePointsAtATime);) size += utf8::length(documents[to++]);
      const double begin = cpu_ms();
      for (std::size_t at = from; at < to; ++at)
        if (hs_scan(database_, documents[at].data(), static_cast<unsigned>(documents[at].size()), 0, scratch_, count, &out.hits) != HS_SUCCESS) stop("Hyperscan cannot scan a document");
      out.ms += cpu_ms() - begin;
    }
    return out;
  }

 private:
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
};
#endif

int run(const char* terms_path, const char* documents_path) {
  std::vector<Entry> entries;
  for (const auto& line : lines(terms_path)) {
    if (line.size() < 3 || line[1] != '\t') stop("a line of the terms is not `0|1<tab>term`: " + line);
    entries.push_back({"t" + std::to_string(entries.size()), line.substr(2), false, line[0] == '1', 10, {}});
  }
  const auto lexicon = Lexicon::compile(entries, WordLists::defaults());
  if (!lexicon) stop(lexicon.error().text());
  const auto documents = lines(documents_path);
  for (const auto& document : documents) {
    const auto made = normalise(document);
    if (!made) stop(made.error().text());
    if (utf8::encode(made->text) != document) stop("a document is not normalised");
  }
#ifdef AMENDS_WITH_HYPERSCAN
  Hyperscan hyperscan(entries);
#endif
  const auto print = [](const Pass& pass) {
    std::printf("{\"ms\": %.3f, \"hits\": %llu, \"mark\": %llu}\n", pass.ms, static_cast<unsigned long long>(pass.hits), static_cast<unsigned long long>(pass.mark));
    std::fflush(stdout);
  };
  for (std::string command; std::getline(std::cin, command);) {
    if (command == "ours") print(ours(**lexicon, documents, false));
    else if (command == "normalise") print(ours(**lexicon, documents, true));
#ifdef AMENDS_WITH_HYPERSCAN
    else if (command == "hyperscan") print(hyperscan.pass(documents));
#else
    else if (command == "hyperscan") std::cout << R"({"error": "built without Hyperscan: install libhyperscan-dev and configure again"})" << std::endl;
#endif
    else stop("unknown command '" + command + "'; ours, hyperscan or normalise");
  }
  return 0;
}

}  // namespace
}  // namespace amends::text

int main(int count, char** words) {
  if (count != 3) {
    std::cerr << "usage: lexicon_bench TERMS DOCUMENTS, then one command a line: ours, hyperscan, normalise. python tests/measure/lexicon.py makes the files and drives it.\n";
    return 2;
  }
  return amends::text::run(words[1], words[2]);
}
