#include "runtime/input.hpp"

#include <zlib.h>

#include "core/runtime/runtime_kit.hpp"
#include "packs/packs.hpp"
#include "runtime/record.hpp"

namespace amends::runtime::testing {
namespace {

class InputTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto packs = packs::PackSet::load(std::filesystem::path(AMENDS_SOURCE_DIR) / "workflows" / "packs", "shipped");
    ASSERT_TRUE(packs) << packs.error().text();
    packs_ = *packs;
    organisations_ = *Organisations::from_packs(*packs_);
  }
  /// Every row of a file: "ok" or the error.
  std::vector<std::string> read(const std::string& name, const std::string& bytes, InputOptions options = {}) {
    (void)write_file(folder_.file(name), bytes);
    auto file = InputFile::open(folder_.file(name), *packs_, organisations_, options);
    if (!file) return {file.error().text()};
    std::vector<std::string> out;
    while (true) {
      auto row = (*file)->next();
      if (!row) {
        out.push_back("broken: " + row.error().text());
        return out;
      }
      if (!*row) return out;
      if ((*row)->record) {
        last_ = *(*row)->record;
        out.push_back("ok");
      } else {
        out.push_back((*row)->error->text());
      }
    }
  }
  Folder folder_;
  std::shared_ptr<const packs::PackSet> packs_;
  std::shared_ptr<const Organisations> organisations_;
  json::Value last_;
};

TEST_F(InputTest, ReadsRawMessagesFromCsvWithQuotesLineEndsAndAByteOrderMark) {
  const auto rows = read("m.csv", "\xEF\xBB\xBF" "channel,at,sender,body,ref\r\nphone,2026-03-02T09:00:00+08:00,张三,\"他说:\"\"不行\"\",\n第二行\",r1\r\n\r\nemail,2026-03-02T09:00:00+08:00,a@example.org,hello,r2\r\n");
  EXPECT_EQ(rows, (std::vector<std::string>{"ok", "ok"}));
  EXPECT_EQ(json::text_at(last_, "parties.0.contacts.0.kind"), "email");
}

TEST_F(InputTest, AttachmentsOfAMessageAreDocumentsOfTheComplainant) {
  EXPECT_EQ(read("m.csv", "channel,body,attachments\nphone,a,statement.pdf; photo.jpg;\n"), std::vector<std::string>{"ok"});
  EXPECT_EQ(json::list_at(last_, "documents").size(), 2u);
  EXPECT_EQ(json::text_at(last_, "documents.0.name"), "statement.pdf");
  EXPECT_EQ(json::text_at(last_, "documents.1.id"), "a2");
  EXPECT_EQ(json::text_at(last_, "documents.1.kind"), "attachment");
  EXPECT_EQ(json::text_at(last_, "documents.1.provided_by"), "complainant");
  EXPECT_EQ(read("m.jsonl", R"({"body": "a", "attachments": [{"kind": "contract", "sha256": "ab", "id": "c7"}, "photo.jpg"]})" "\n"), std::vector<std::string>{"ok"});
  EXPECT_EQ(json::text_at(last_, "documents.0.id"), "c7");
  EXPECT_EQ(json::text_at(last_, "documents.0.kind"), "contract");
  EXPECT_EQ(read("m.csv", "body,attachments\na,\n"), std::vector<std::string>{"ok"});
  EXPECT_TRUE(json::list_at(last_, "documents").empty());
  EXPECT_NE(read("m.jsonl", R"({"body": "a", "attachments": 3})" "\n")[0].find("attachments are a list"), std::string::npos);
  EXPECT_NE(read("m.jsonl", R"({"body": "a", "attachments": ["x", 3]})" "\n")[0].find("attachments.1"), std::string::npos);
}

TEST_F(InputTest, NamesTheLineOfEveryBadRowAndGoesOn) {
  const auto rows = read("m.jsonl", "{\"channel\":\"phone\",\"body\":\"a\",\"ref\":\"1\"}\n{\"channel\":\n\n{\"channel\":\"phone\",\"body\":\"a\",\"body\":\"b\"}\n{\"channel\":\"phone\",\"body\":\"c\",\"ref\":\"2\"}\n[1]\n");
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(rows[0], "ok");
  EXPECT_NE(rows[1].find("m.jsonl:2"), std::string::npos) << rows[1];
  EXPECT_NE(rows[2].find("m.jsonl:4"), std::string::npos) << rows[2];
  EXPECT_NE(rows[2].find("stands twice"), std::string::npos);
  EXPECT_EQ(rows[3], "ok");
  EXPECT_NE(rows[4].find("JSON object"), std::string::npos);
}

TEST_F(InputTest, RefusesHeadersAndFilesThatCannotBeMeant) {
  EXPECT_NE(read("a.csv", "a,a\n1,2\n")[0].find("stands twice"), std::string::npos);
  EXPECT_NE(read("b.csv", "")[0].find("empty"), std::string::npos);
  EXPECT_NE(read("c.csv", "body,channel\n\"never closed,phone\n")[0].find("quoted field"), std::string::npos);
  EXPECT_NE(read("d.csv", "body,channel\nonly one\n")[0].find("1 fields, the first line has 2"), std::string::npos);
  EXPECT_NE(read("e.csv", "body,channel\n\xff\xfe,phone\n")[0].find("not UTF-8"), std::string::npos);
  EXPECT_NE(read("f.csv", "colour,shape\nred,round\n")[0].find("no mapping fits"), std::string::npos);
  EXPECT_NE(read("g.json", "{\"a\":")[0].find("too early"), std::string::npos);
  auto none = InputFile::open(folder_.file("none.csv"), *packs_, organisations_, {});
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
}

TEST_F(InputTest, ReadsGzippedFilesAndSaysWhenOneIsTruncated) {
  std::string bytes;
  for (int i = 0; i < 2000; ++i) bytes += "{\"channel\":\"phone\",\"body\":\"number " + std::to_string(i * 7919) + "\",\"ref\":\"" + std::to_string(i) + "\"}\n";
  auto* file = gzopen(folder_.file("m.jsonl.gz").c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
  const auto zipped = *read_file(folder_.file("m.jsonl.gz"));
  EXPECT_EQ(read("m.jsonl.gz", zipped).size(), 2000u);
  const auto cut = read("cut.jsonl.gz", zipped.substr(0, zipped.size() / 2));
  EXPECT_NE(cut.back().find("truncated"), std::string::npos) << cut.back();
}

TEST_F(InputTest, ARowWithoutReferenceGetsItsDigestSoThatTwoReadingsAgree) {
  read("a.json", R"([{"channel":"phone","body":"x"}])");
  const auto first = std::string(json::text_at(last_, "channel.ref"));
  read("b.json", R"([{"body":"x","channel":"phone"}])");
  EXPECT_EQ(json::text_at(last_, "channel.ref"), first);
  EXPECT_TRUE(std::string_view(first).starts_with("row-"));
}

TEST_F(InputTest, ThePublicSixteenColumnsAreRecognised) {
  const auto rows = read("cfpb.csv",
                         "Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company public response,Company,State,ZIP code,Tags,Submitted via,Date sent to company,Company response to consumer,Timely response?,Complaint ID\n"
                         "2026-01-05,Mortgage,FHA mortgage,Trouble,,They charged me twice.,,A Bank,TX,750XX,Older American,Web,2026-01-06,Closed with explanation,Yes,1234567\n");
  EXPECT_EQ(rows, std::vector<std::string>{"ok"});
  EXPECT_EQ(json::text_at(last_, "case.institution"), "TESTBANK-US");
  EXPECT_EQ(json::text_at(last_, "channel.received_at"), "2026-01-06T05:00:00Z") << "local midnight in New York";
  EXPECT_EQ(json::text_at(last_, "product.kind"), "loan");
  EXPECT_TRUE(json::find(last_, "parties")->is_array());
  EXPECT_TRUE(json::find(last_, "text.docs")->is_array());
}

TEST_F(InputTest, ThePacksKnowEveryChannelOfTheRecordAndNoOther) {
  std::set<std::string_view> words;
  for (const auto& row : json::list_at(*packs_->file("channels"), "rows")) words.insert(json::text_at(row, "kind"));
  EXPECT_EQ(words, (std::set<std::string_view>(channel_kinds().begin(), channel_kinds().end())));
  for (const auto kind : channel_kinds()) EXPECT_FALSE(json::list_at(*packs_->file("intake.forms"), "required_by_channel." + std::string(kind)).empty()) << kind;
}

}  // namespace
}  // namespace amends::runtime::testing
