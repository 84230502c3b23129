#include "arrow_column.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>
#include <utility>

#include "support/time.hpp"
#include "support/utf8.hpp"

namespace amends::python::arrow {
namespace {

template <class T>
T item(const void* buffer, std::int64_t place) {
  T out;
  std::memcpy(&out, static_cast<const char*>(buffer) + place * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return out;
}

bool bit(const void* buffer, std::int64_t place) { return (static_cast<const std::uint8_t*>(buffer)[place / 8] >> (place % 8) & 1) != 0; }

Result<json::Value> text_value(std::string_view text, const std::string& path) {
  if (!utf8::valid(text)) return fail(ErrorCode::not_utf8, "the text is not UTF-8", path);
  return json::Value(text);
}

Error outside(const std::string& path) { return fail(ErrorCode::bad_type, "the value refers to a place outside the column's data; build the table anew", path); }

class NullColumn final : public Column {
 public:
  using Column::Column;

 protected:
  Result<json::Value> value(const Array&, std::int64_t) const override { return json::Value(nullptr); }
  bool has_validity() const override { return false; }
};

class BooleanColumn final : public Column {
 public:
  using Column::Column;

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override { return json::Value(bit(array.buffers[1], place)); }
};

template <class T>
class IntegerColumn final : public Column {
 public:
  using Column::Column;

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override {
    const auto number = item<T>(array.buffers[1], place);
    if (std::cmp_greater(number, json::kIntegerMax) || std::cmp_less(number, -json::kIntegerMax)) return fail(ErrorCode::range, "the integer is beyond 2**53-1; pass it as a text", path());
    return json::Value(static_cast<std::int64_t>(number));
  }
};

template <class T>
class FloatColumn final : public Column {
 public:
  using Column::Column;

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override {
    const auto number = static_cast<double>(item<T>(array.buffers[1], place));
    if (std::isnan(number)) return json::Value(nullptr);  // what data frames write for a missing number
    if (!std::isfinite(number)) return fail(ErrorCode::range, "the number is not finite", path());
    return json::Value(number);
  }
};

template <class Offset>
class TextColumn final : public Column {
 public:
  using Column::Column;

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override {
    const auto first = item<Offset>(array.buffers[1], place), last = item<Offset>(array.buffers[1], place + 1);
    if (last == first) return json::Value("");  // the buffer of an array of empty texts may be null
    return text_value({static_cast<const char*>(array.buffers[2]) + first, static_cast<std::size_t>(last - first)}, path());
  }
};

/// 16 bytes a text: length, then up to 12 bytes in place, or a prefix, the number of a data buffer and an offset in it.
class TextViewColumn final : public Column {
 public:
  using Column::Column;

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override {
    const auto* view = static_cast<const char*>(array.buffers[1]) + place * 16;
    const auto length = item<std::int32_t>(view, 0);
    if (length < 0) return outside(path());
    if (length <= 12) return text_value({view + 4, static_cast<std::size_t>(length)}, path());
    const auto buffer = item<std::int32_t>(view, 2), offset = item<std::int32_t>(view, 3);
    // The last buffer holds the sizes of the data buffers. A null row's view may hold anything, so that it is asked here and not for the chunk.
    const auto* sizes = array.buffers[array.n_buffers - 1];
    if (buffer < 0 || buffer >= array.n_buffers - 3 || offset < 0 || !sizes || !array.buffers[2 + buffer] || offset > item<std::int64_t>(sizes, buffer) - length) return outside(path());
    return text_value({static_cast<const char*>(array.buffers[2 + buffer]) + offset, static_cast<std::size_t>(length)}, path());
  }
};

class DecimalColumn final : public Column {
 public:
  DecimalColumn(std::string path, int scale) : Column(std::move(path)), scale_(scale) {}

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override {
    auto number = item<__int128>(array.buffers[1], place);
    const bool negative = number < 0;
    auto rest = negative ? -static_cast<unsigned __int128>(number) : static_cast<unsigned __int128>(number);
    std::string digits;
    do {
      digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
      rest /= 10;
    } while (rest != 0);
    if (scale_ > 0) {
      const auto scale = static_cast<std::size_t>(scale_);
      if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
      digits.insert(digits.size() - scale, ".");
    } else if (digits != "0") {
      digits.append(static_cast<std::size_t>(-scale_), '0');
    }
    return json::Value((negative ? "-" : "") + digits);
  }

 private:
  int scale_;
};

class DateColumn final : public Column {
 public:
  DateColumn(std::string path, bool in_milliseconds) : Column(std::move(path)), in_milliseconds_(in_milliseconds) {}

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override {
    constexpr std::int64_t kDayMs = 86'400'000;
    const auto days = in_milliseconds_ ? item<std::int64_t>(array.buffers[1], place) / kDayMs : item<std::int32_t>(array.buffers[1], place);
    if (days > kDaysMax || days < kDaysMin) return fail(ErrorCode::range, "the date lies outside the years 1 to 9999", path());
    return json::Value(format_instant(Instant{days * kDayMs * 1'000}).substr(0, 10));
  }

 private:
  static constexpr std::int64_t kDaysMin = -719'162, kDaysMax = 2'932'896;  // 0001-01-01 and 9999-12-31
  bool in_milliseconds_;
};

class InstantColumn final : public Column {
 public:
  /// per_second: 1, 1'000, 1'000'000 or 1'000'000'000.
  InstantColumn(std::string path, std::int64_t per_second) : Column(std::move(path)), per_second_(per_second) {}

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override {
    constexpr std::int64_t kMicro = 1'000'000, kSecondsMin = -62'135'596'800, kSecondsMax = 253'402'300'799;
    const auto count = item<std::int64_t>(array.buffers[1], place);
    auto seconds = count / per_second_, rest = count % per_second_;
    if (rest < 0) --seconds, rest += per_second_;
    if (seconds < kSecondsMin || seconds > kSecondsMax) return fail(ErrorCode::range, "the instant lies outside the years 1 to 9999", path());
    return json::Value(format_instant(Instant{seconds * kMicro + (per_second_ > kMicro ? rest / (per_second_ / kMicro) : rest * (kMicro / per_second_))}));
  }

 private:
  std::int64_t per_second_;
};

class StructColumn final : public Column {
 public:
  struct Field {
    std::string name;
    std::size_t child;
    std::unique_ptr<Column> column;
  };
  StructColumn(std::string path, std::vector<Field> fields) : Column(std::move(path)), fields_(std::move(fields)) {}

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override {
    json::Object out;
    for (const auto& field : fields_) {
      AMENDS_TRY(auto member, field.column->at(*array.children[field.child], place));  // a struct's offset applies to its children too
      out[field.name] = std::move(member);
    }
    return json::Value(std::move(out));
  }

 private:
  std::vector<Field> fields_;
};

template <class Offset>
class ListColumn final : public Column {
 public:
  ListColumn(std::string path, std::unique_ptr<Column> items) : Column(std::move(path)), items_(std::move(items)) {}

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override {
    json::Array out;
    for (auto i = item<Offset>(array.buffers[1], place), last = item<Offset>(array.buffers[1], place + 1); i < last; ++i) {
      AMENDS_TRY(auto one, items_->at(*array.children[0], i));
      out.push_back(std::move(one));
    }
    return json::Value(std::move(out));
  }

 private:
  std::unique_ptr<Column> items_;
};

class FixedListColumn final : public Column {
 public:
  FixedListColumn(std::string path, std::unique_ptr<Column> items, std::int64_t size) : Column(std::move(path)), items_(std::move(items)), size_(size) {}

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override {
    json::Array out;
    for (std::int64_t i = 0; i < size_; ++i) {
      AMENDS_TRY(auto one, items_->at(*array.children[0], place * size_ + i));
      out.push_back(std::move(one));
    }
    return json::Value(std::move(out));
  }

 private:
  std::unique_ptr<Column> items_;
  std::int64_t size_;
};

template <class Index>
class DictionaryColumn final : public Column {
 public:
  DictionaryColumn(std::string path, std::unique_ptr<Column> values) : Column(std::move(path)), values_(std::move(values)) {}

 protected:
  Result<json::Value> value(const Array& array, std::int64_t place) const override {
    const auto index = item<Index>(array.buffers[1], place);
    if (std::cmp_less(index, 0) || std::cmp_greater_equal(index, array.dictionary->length)) return outside(path());
    return values_->at(*array.dictionary, static_cast<std::int64_t>(index));
  }

 private:
  std::unique_ptr<Column> values_;
};

template <template <class> class Made, class... Rest>
std::unique_ptr<Column> of_integer_type(char letter, const std::string& path, Rest&&... rest) {
  switch (letter) {
    case 'c': return std::make_unique<Made<std::int8_t>>(path, std::forward<Rest>(rest)...);
    case 'C': return std::make_unique<Made<std::uint8_t>>(path, std::forward<Rest>(rest)...);
    case 's': return std::make_unique<Made<std::int16_t>>(path, std::forward<Rest>(rest)...);
    case 'S': return std::make_unique<Made<std::uint16_t>>(path, std::forward<Rest>(rest)...);
    case 'i': return std::make_unique<Made<std::int32_t>>(path, std::forward<Rest>(rest)...);
    case 'I': return std::make_unique<Made<std::uint32_t>>(path, std::forward<Rest>(rest)...);
    case 'l': return std::make_unique<Made<std::int64_t>>(path, std::forward<Rest>(rest)...);
    case 'L': return std::make_unique<Made<std::uint64_t>>(path, std::forward<Rest>(rest)...);
    default: return nullptr;
  }
}

std::vector<int> numbers(std::string_view text) {
  std::vector<int> out;
  while (!text.empty()) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return {};
    out.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.starts_with(',')) text.remove_prefix(1);
  }
  return out;
}

Result<std::unique_ptr<Column>> timed(std::string_view format, const std::string& path) {
  if (format == "tdD" || format == "tdm") return std::unique_ptr<Column>(std::make_unique<DateColumn>(path, format == "tdm"));
  if (format.starts_with("ts") && format.size() >= 4) {
    if (format.size() == 4) return fail(ErrorCode::bad_type, "the instants of this column have no zone; give it one, for example .dt.tz_localize('Asia/Shanghai') in pandas or .dt.replace_time_zone('Asia/Shanghai') in polars", path);
    const auto unit = format[2];
    return std::unique_ptr<Column>(std::make_unique<InstantColumn>(path, unit == 's' ? 1 : unit == 'm' ? 1'000 : unit == 'u' ? 1'000'000 : 1'000'000'000));
  }
  return fail(ErrorCode::bad_type, "a time of day or a duration cannot be stored; make texts of this column", path);
}

}  // namespace

Result<json::Value> Column::at(const Array& array, std::int64_t row) const {
  const auto place = row + array.offset;
  if (has_validity() && array.null_count != 0 && array.n_buffers > 0 && array.buffers[0] && !bit(array.buffers[0], place)) return json::Value(nullptr);
  return value(array, place);
}

Result<std::unique_ptr<Column>> Column::make(const Schema& schema, const std::string& path, int depth) {
  using Made = std::unique_ptr<Column>;
  const std::string_view format = schema.format ? schema.format : "";
  const auto incomplete = [&] { return fail(ErrorCode::bad_type, "the schema of the stream is not whole: a column lacks its children", path.empty() ? "the table" : path); };
  if (schema.n_children < 0 || (schema.n_children > 0 && !schema.children)) return incomplete();
  for (std::int64_t i = 0; i < schema.n_children; ++i)
    if (!schema.children[i]) return incomplete();
  if (depth > static_cast<int>(json::kDepthMax)) return fail(ErrorCode::bad_type, "the column is nested deeper than " + std::to_string(json::kDepthMax) + " levels", path);
  if (schema.dictionary) {
    AMENDS_TRY(auto values, make(*schema.dictionary, path, depth + 1));
    if (auto made = of_integer_type<DictionaryColumn>(format.empty() ? '?' : format[0], path, std::move(values))) return made;
  } else if (format.size() == 1) {
    if (auto made = of_integer_type<IntegerColumn>(format[0], path)) return made;
    switch (format[0]) {
      case 'n': return Made(std::make_unique<NullColumn>(path));
      case 'b': return Made(std::make_unique<BooleanColumn>(path));
      case 'f': return Made(std::make_unique<FloatColumn<float>>(path));
      case 'g': return Made(std::make_unique<FloatColumn<double>>(path));
      case 'u': return Made(std::make_unique<TextColumn<std::int32_t>>(path));
      case 'U': return Made(std::make_unique<TextColumn<std::int64_t>>(path));
      default: break;
    }
    if (format == "z" || format == "Z") return fail(ErrorCode::bad_type, "the column holds bytes; decode them to text", path);
  } else if (format == "vu") {
    return Made(std::make_unique<TextViewColumn>(path));
  } else if (format.starts_with("d:")) {
    const auto parts = numbers(format.substr(2));
    if ((parts.size() == 2 || (parts.size() == 3 && parts[2] == 128)) && parts[1] >= -38 && parts[1] <= 38) return Made(std::make_unique<DecimalColumn>(path, parts[1]));
  } else if (format.starts_with("t")) {
    return timed(format, path);
  } else if (format == "+s") {
    std::vector<StructColumn::Field> fields;
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      const std::string name = schema.children[i]->name ? schema.children[i]->name : "";
      // The labels of a data frame's rows are no column of the data.
      if (path.empty() && name.starts_with("__index_level_")) continue;
      for (const auto& field : fields)
        if (field.name == name) return fail(ErrorCode::bad_type, "two columns have this name; rename one", path.empty() ? name : path + "." + name);
      AMENDS_TRY(auto column, make(*schema.children[i], path.empty() ? name : path + "." + name, depth + 1));
      fields.push_back({name, static_cast<std::size_t>(i), std::move(column)});
    }
    return Made(std::make_unique<StructColumn>(path, std::move(fields)));
  } else if (format == "+l" || format == "+L" || format.starts_with("+w:")) {
    if (schema.n_children != 1) return incomplete();
    AMENDS_TRY(auto items, make(*schema.children[0], path + "[]", depth + 1));
    if (format == "+l") return Made(std::make_unique<ListColumn<std::int32_t>>(path, std::move(items)));
    if (format == "+L") return Made(std::make_unique<ListColumn<std::int64_t>>(path, std::move(items)));
    if (const auto size = numbers(format.substr(3)); size.size() == 1 && size[0] >= 0) return Made(std::make_unique<FixedListColumn>(path, std::move(items), size[0]));
  }
  return fail(ErrorCode::bad_type, "the column has the Arrow type '" + std::string(format) + "', which no record can hold; make texts, numbers, lists or structs of it", path.empty() ? "the table" : path);
}

}  // namespace amends::python::arrow
