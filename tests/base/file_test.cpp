// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>

#include "sinter/error.h"
#include "temporary_folder.h"

namespace sinter {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

template <class Action>
Error error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error(ErrorCode::kInternal, "");
}

size_t files_in(const std::string& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(File, WritesAndMaps) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.bin";
  const ByteSpan pieces[] = {as_byte_span("hello "), {}, as_byte_span("world")};
  write_file_atomic(path, std::span<const ByteSpan>(pieces));
  MappedFile file(path);
  EXPECT_EQ(as_string_view(file.bytes()), "hello world");
  const std::byte* data = file.bytes().data();
  const MappedFile moved = std::move(file);
  EXPECT_EQ(moved.bytes().data(), data);
  EXPECT_EQ(read_text_file(path), "hello world");
  EXPECT_EQ(read_file(path).size(), 11u);
  EXPECT_EQ(files_in(folder.path()), 1u);
}

TEST(File, EmptyFile) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "empty", std::string_view());
  EXPECT_EQ(MappedFile(folder / "empty").size(), 0u);
  EXPECT_TRUE(read_file(folder / "empty").empty());
}

TEST(File, ErrorsNamePathAndReason) {
  const TemporaryFolder folder;
  const Error missing = error_of([&] { MappedFile file(folder / "none"); });
  EXPECT_EQ(missing.code(), ErrorCode::kIo);
  EXPECT_NE(missing.message().find("none\": No such file"), std::string::npos) << missing.what();
  EXPECT_EQ(error_of([&] { MappedFile file(folder.path()); }).code(), ErrorCode::kIo);
  EXPECT_EQ(error_of([&] { read_file(folder.path()); }).code(), ErrorCode::kIo);
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(error_of([&] { MappedFile file(folder / "pipe"); }).code(), ErrorCode::kIo);
  write_file_atomic(folder / "big", std::string_view("12345"));
  EXPECT_EQ(error_of([&] { read_file(folder / "big", 4); }).code(), ErrorCode::kLimit);
}

TEST(File, ReleasedPagesCanBeReadAgain) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "a", std::string(100000, 'x'));
  const MappedFile file(folder / "a");
  file.release_pages(file.bytes().subspan(1));
  EXPECT_EQ(as_string_view(file.bytes()), std::string(100000, 'x'));
}

TEST(File, ReplacesAndKeepsPermissions) {
  const TemporaryFolder folder;
  const std::string path = folder / "a";
  write_file_atomic(path, std::string_view("old"));
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  write_file_atomic(path, std::string_view("new"));
  EXPECT_EQ(read_text_file(path), "new");
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(File, WritesIntoDevicesDirectly) {
  write_file_atomic("/dev/null", std::string_view("gone"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(File, FailedWriteLeavesTheOldFile) {
  const TemporaryFolder folder;
  const std::string path = folder / "a";
  write_file_atomic(path, std::string_view("old"));
  // A file size limit acts like a full disc; without the ignored signal it would kill the process.
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Error error = error_of([&] { write_file_atomic(path, std::string(5000, 'x')); });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(error.code(), ErrorCode::kIo);
  EXPECT_EQ(read_text_file(path), "old");
  EXPECT_EQ(files_in(folder.path()), 1u);  // no temporary file stays
}

TEST(File, FullDiscIsAnError) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  const Error error = error_of([] { write_file_atomic("/dev/full", std::string_view("x")); });
  EXPECT_EQ(error.code(), ErrorCode::kIo);
  EXPECT_NE(error.message().find("No space left"), std::string::npos) << error.what();
}

TEST(File, MissingFolderIsAnError) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_of([&] { write_file_atomic(folder / "no/such", std::string_view("x")); }).code(), ErrorCode::kIo);
}

TEST(ResolveInside, AcceptsFilesAndLinksInside) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "sub");
  write_file_atomic(folder / "sub/w.bin", std::string_view("w"));
  fs::create_symlink("sub/w.bin", folder / "link");
  const std::string real = fs::canonical(folder / "sub/w.bin").string();
  EXPECT_EQ(resolve_inside(folder.path(), "sub/w.bin"), real);
  EXPECT_EQ(resolve_inside(folder.path(), "./sub/w.bin"), real);
  EXPECT_EQ(resolve_inside(folder.path(), "link"), real);
}

TEST(ResolveInside, RefusesToLeave) {
  const TemporaryFolder folder, outside;
  write_file_atomic(outside / "secret", std::string_view("s"));
  fs::create_symlink(outside / "secret", folder / "link");
  fs::create_symlink(outside.path(), folder / "dir");
  const std::string absolute = outside / "secret";
  const std::string climbing = "../" + fs::path(outside.path()).filename().string() + "/secret";
  for (const std::string& name : {absolute, climbing, std::string("link"), std::string("dir/secret"), std::string("."),
                                  std::string(), std::string("a\0b", 3)}) {
    EXPECT_EQ(error_of([&] { resolve_inside(folder.path(), name); }).code(), ErrorCode::kInvalidModel) << name;
  }
  EXPECT_EQ(error_of([&] { resolve_inside(folder.path(), "missing"); }).code(), ErrorCode::kIo);
  const std::string allowed[] = {outside.path()};
  for (const std::string& name : {absolute, climbing, std::string("link"), std::string("secret")}) {
    EXPECT_EQ(resolve_inside(folder.path(), name, allowed), fs::canonical(outside / "secret").string()) << name;
  }
}

}  // namespace
}  // namespace sinter
