#include "simulation/power_disk.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace amends::simulation {
namespace {

namespace fs = std::filesystem;

std::string folder_of(const std::string& name) {
  const auto slash = name.rfind('/');
  return slash == std::string::npos ? std::string{} : name.substr(0, slash);
}

void put(std::string& bytes, std::int64_t at, std::string_view part) {
  const auto from = static_cast<std::size_t>(at);
  if (bytes.size() < from + part.size()) bytes.resize(from + part.size(), '\0');
  bytes.replace(from, part.size(), part);
}

void change(std::string& bytes, const Call& call) {
  if (call.kind == Call::Kind::write) put(bytes, call.at, call.bytes);
  else bytes.resize(static_cast<std::size_t>(call.at), '\0');
}

/// A write cut at sectors.
std::vector<Call> sectors_of(const Call& write) {
  std::vector<Call> out;
  for (std::size_t done = 0; done < write.bytes.size();) {
    const auto at = static_cast<std::size_t>(write.at) + done;
    const auto n = std::min(write.bytes.size() - done, kSectorBytes - at % kSectorBytes);
    out.push_back({Call::Kind::write, write.file, write.name, {}, static_cast<std::int64_t>(at), write.bytes.substr(done, n)});
    done += n;
  }
  return out;
}

}  // namespace

void Image::write_to(const std::string& folder) const {
  fs::create_directories(folder);
  for (const auto& name : folders) fs::create_directories(fs::path(folder) / name);
  for (const auto& [name, bytes] : files) {
    std::ofstream out(fs::path(folder) / name, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
}

Image Image::of(const std::string& folder) {
  Image out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    auto name = fs::relative(entry.path(), folder).string();
    if (entry.is_directory()) out.folders.insert(std::move(name));
    else if (entry.is_regular_file() && !name.ends_with("-shm")) {
      std::ifstream in(entry.path(), std::ios::binary);
      out.files[name].assign(std::istreambuf_iterator<char>(in), {});
    }
  }
  return out;
}

std::string difference(const Image& one, const Image& other) {
  std::set<std::string> names;
  for (const auto* image : {&one, &other}) {
    names.insert(image->folders.begin(), image->folders.end());
    for (const auto& [name, bytes] : image->files) names.insert(name);
  }
  std::string out;
  for (const auto& name : names) {
    const auto a = one.files.find(name), b = other.files.find(name);
    const bool same = one.folders.contains(name) == other.folders.contains(name) && (a == one.files.end()) == (b == other.files.end()) && (a == one.files.end() || a->second == b->second);
    if (!same) out += (out.empty() ? "" : ", ") + name;
  }
  return out;
}

Disk::Disk(const Image& image) {
  int number = 0;
  for (const auto& name : image.folders) names_[name] = kFolder;
  for (const auto& [name, bytes] : image.files) {
    files_[number].kept = bytes;
    names_[name] = number++;
  }
}

void Disk::change(Names& names, const Call& call) {
  switch (call.kind) {
    case Call::Kind::create: names[call.name] = call.file; return;
    case Call::Kind::make_folder: names[call.name] = kFolder; return;
    case Call::Kind::remove: names.erase(call.name); return;
    case Call::Kind::link:
    case Call::Kind::rename:
      if (const auto folder = names.find(call.name); folder != names.end() && folder->second == kFolder) {
        // All that stands in it goes along.
        Names moved;
        std::erase_if(names, [&](const auto& one) {
          if (!one.first.starts_with(call.name + "/")) return false;
          moved[call.to + one.first.substr(call.name.size())] = one.second;
          return true;
        });
        names.merge(moved);
      }
      if (const auto found = names.find(call.name); found != names.end()) names[call.to] = found->second;
      if (call.kind == Call::Kind::rename) names.erase(call.name);
      return;
    default: return;
  }
}

void Disk::apply(const Call& call) {
  const auto order = applied_++;
  switch (call.kind) {
    case Call::Kind::write:
    case Call::Kind::truncate:
      files_[call.file].owed.push_back({call, order});
      return;
    case Call::Kind::sync: {
      auto& file = files_[call.file];
      for (const auto& owed : file.owed) simulation::change(file.kept, owed.call);
      file.owed.clear();
      return;
    }
    case Call::Kind::sync_folder:
      std::erase_if(owed_, [&](const Owed& owed) {
        if (folder_of(owed.call.to.empty() ? owed.call.name : owed.call.to) != call.name) return false;
        change(names_, owed.call);
        return true;
      });
      return;
    default: owed_.push_back({call, order});
  }
}

Image Disk::made_of(const Names& names, const std::function<std::string(int)>& content) const {
  Image out;
  for (const auto& [name, number] : names)
    if (number == kFolder) out.folders.insert(name);
  for (const auto& [name, number] : names) {
    if (number == kFolder) continue;
    if (const auto folder = folder_of(name); !folder.empty() && !out.folders.contains(folder)) continue;
    out.files[name] = content(number);
  }
  return out;
}

Image Disk::live() const {
  auto names = names_;
  for (const auto& owed : owed_) change(names, owed.call);
  return made_of(names, [&](int number) {
    const auto found = files_.find(number);
    if (found == files_.end()) return std::string{};
    auto bytes = found->second.kept;
    for (const auto& owed : found->second.owed) simulation::change(bytes, owed.call);
    return bytes;
  });
}

Image Disk::after_cut(std::mt19937_64& random) const {
  const auto below = [&](std::uint64_t n) { return random() % n; };
  enum class Way { nothing, all, in_order, each };
  const auto drawn = below(20);
  const auto way = drawn < 3 ? Way::nothing : drawn < 5 ? Way::all : drawn < 8 ? Way::in_order : Way::each;
  if (way == Way::all) return live();
  std::size_t until = 0;  // in_order: what came before is kept
  if (way == Way::in_order) {
    std::vector<std::size_t> orders;
    for (const auto& owed : owed_) orders.push_back(owed.order);
    for (const auto& [number, file] : files_)
      for (const auto& owed : file.owed) orders.push_back(owed.order);
    std::sort(orders.begin(), orders.end());
    until = orders.empty() ? 0 : orders[below(orders.size())];
  }

  auto names = names_;
  std::set<std::string> lost;  // names whose change did not arrive: nothing that came after it on the same name did
  for (const auto& owed : owed_) {
    const bool kept = way == Way::each ? below(2) == 0 : way == Way::in_order && owed.order < until;
    if (!kept || lost.contains(owed.call.name) || (!owed.call.to.empty() && lost.contains(owed.call.to))) {
      lost.insert(owed.call.name);
      if (!owed.call.to.empty()) lost.insert(owed.call.to);
      continue;
    }
    change(names, owed.call);
  }
  auto image = made_of(names, [&](int number) {
    const auto found = files_.find(number);
    if (found == files_.end()) return std::string{};
    const auto& file = found->second;
    auto bytes = file.kept;
    if (way == Way::in_order)
      for (const auto& owed : file.owed)
        if (owed.order < until) simulation::change(bytes, owed.call);
    if (way != Way::each) return bytes;
    std::vector<Call> arrived;
    for (const auto& owed : file.owed) {
      const auto fate = below(3);
      if (fate == 0) continue;
      if (owed.call.kind == Call::Kind::truncate || fate == 1) arrived.push_back(owed.call);
      else
        for (auto& sector : sectors_of(owed.call))
          if (below(2) == 0) arrived.push_back(std::move(sector));
    }
    if (below(2) == 0) std::shuffle(arrived.begin(), arrived.end(), random);
    // Where it grew and nothing arrived.
    auto end = bytes.size();
    for (const auto& call : arrived)
      if (call.kind == Call::Kind::write) end = std::max(end, static_cast<std::size_t>(call.at) + call.bytes.size());
    const bool garbage = below(2) == 0;
    for (auto at = bytes.size(); at < end; ++at) bytes.push_back(garbage ? static_cast<char>(random()) : '\0');
    for (const auto& call : arrived) simulation::change(bytes, call);
    return bytes;
  });
  // What another boot left in shared memory must be looked at by nobody.
  if (way == Way::each)
    for (const auto& [name, bytes] : std::map(image.files))
      if (name.ends_with("-wal") && below(2) == 0)
        for (auto& shm = image.files[name.substr(0, name.size() - 4) + "-shm"]; shm.size() < 32'768;) shm.push_back(static_cast<char>(random()));
  return image;
}

}  // namespace amends::simulation
