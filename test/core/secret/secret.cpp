// SPDX-License-Identifier: BSL-1.0
#include "core/secret/guarded_memory.hpp"

#include <holdfast/secret.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <type_traits>

namespace hf = holdfast;

namespace {

constexpr std::string_view text = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP";

// ---- what the compiler refuses -------------------------------------------------------------------------

template <class T>
concept printable = requires(std::ostream& to, const T& value) { to << value; };

static_assert(printable<std::string> && !printable<hf::secret>);
static_assert(!std::is_copy_constructible_v<hf::secret> && !std::is_copy_assignable_v<hf::secret>);
static_assert(!std::convertible_to<hf::secret, std::string_view> &&
              !std::convertible_to<hf::secret, std::string> && !std::convertible_to<hf::secret, bool>);
static_assert(!std::convertible_to<std::string, hf::secret> &&
              !std::equality_comparable_with<hf::secret, std::string_view>);
static_assert(std::is_nothrow_move_constructible_v<hf::secret>);

// ---- files ---------------------------------------------------------------------------------------------

struct directory {
    directory()
    {
        std::string name = (std::filesystem::temp_directory_path() / "secretXXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~directory() { std::filesystem::remove_all(path); }
    directory(const directory&) = delete;
    directory& operator=(const directory&) = delete;

    std::string write(std::string_view content, ::mode_t mode = 0600) const
    {
        const std::string file = path / "key";
        std::ofstream(file) << content;
        ::chmod(file.c_str(), mode);
        return file;
    }

    std::filesystem::path path{};
};

/// What the kernel says about the memory at an address (`VmFlags` of /proc/self/smaps); empty where it says
/// nothing.
std::string flags_of(const void* address)
{
    const auto wanted = reinterpret_cast<std::uintptr_t>(address);
    std::ifstream maps("/proc/self/smaps");
    bool inside = false;
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t from = 0;
        std::uintptr_t to = 0;
        char dash = 0;
        if (std::istringstream range(line); range >> std::hex >> from >> dash >> to && dash == '-')
            inside = from <= wanted && wanted < to;
        else if (inside && line.starts_with("VmFlags:"))
            return line + ' ';
    }
    return {};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(secrets, directory)

BOOST_AUTO_TEST_CASE(a_secret_shows_its_text_only_when_it_is_told_to)
{
    const hf::secret key = hf::secret::from_text(text);
    BOOST_TEST(key.expose() == text);
    BOOST_TEST(key.size() == text.size());
}

BOOST_AUTO_TEST_CASE(a_secret_that_was_moved_from_is_empty)
{
    hf::secret key = hf::secret::from_text(text);
    const hf::secret owner = std::move(key);
    BOOST_TEST(key.empty());
    BOOST_TEST(owner.expose() == text);
}

BOOST_AUTO_TEST_CASE(an_assigned_secret_replaces_the_one_before_it)
{
    hf::secret key = hf::secret::from_text("old", "the old one");
    key = hf::secret::from_text(text, "the new one");
    BOOST_TEST(key.expose() == text);
    BOOST_TEST(key.source() == "the new one");
}

BOOST_AUTO_TEST_CASE(a_copy_is_made_only_on_request_and_lives_on_its_own)
{
    hf::secret first = hf::secret::from_text(text);
    const hf::secret second = first.copy();
    first = hf::secret();
    BOOST_TEST(second.expose() == text);
}

BOOST_AUTO_TEST_CASE(a_text_that_was_taken_is_wiped)
{
    std::string source(text);
    const char* const bytes = source.data();
    const std::size_t size = source.size();
    const hf::secret key = hf::secret::taken_from(source);
    BOOST_TEST(key.expose() == text);
    BOOST_TEST(std::count(bytes + 1, bytes + size, '\0') == static_cast<std::ptrdiff_t>(size - 1));
}

BOOST_AUTO_TEST_CASE(secrets_are_equal_if_their_texts_are)
{
    const hf::secret key = hf::secret::from_text("secret", "here");
    BOOST_TEST((key == hf::secret::from_text("secret", "there")));
    BOOST_TEST((key != hf::secret::from_text("secreT")));
    BOOST_TEST((key != hf::secret::from_text("secret1")));
    BOOST_TEST((hf::secret() == hf::secret::from_text("")));
}

BOOST_AUTO_TEST_CASE(memory_is_wiped_before_it_is_given_back)
{
    // The same memory twice, so that one view of it outlives the other.
    std::FILE* const file = std::fopen(write(std::string(text)).c_str(), "r+");
    const auto map = [&] {
        return ::mmap(nullptr, text.size(), PROT_READ | PROT_WRITE, MAP_SHARED, ::fileno(file), 0);
    };
    const std::string_view seen(static_cast<const char*>(map()), text.size());
    BOOST_TEST(seen == text);
    hf::wipe_and_release(map(), text.size());
    BOOST_TEST(seen == std::string(text.size(), '\0'));
    std::fclose(file);
}

BOOST_AUTO_TEST_CASE(core_dumps_leave_a_secret_out)
{
    const hf::secret key = hf::secret::from_text(text);
    const std::string flags = flags_of(key.expose().data());
    if (flags.empty())
        BOOST_TEST_MESSAGE("skipped: this kernel does not say what it dumps");
    else
        BOOST_TEST(flags.find(" dd ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_is_read_without_its_end_of_line)
{
    BOOST_TEST(hf::secret::from_file(write("secret\n")).value().expose() == "secret");
    BOOST_TEST(hf::secret::from_file(write("secret\r\n")).value().expose() == "secret");
    BOOST_TEST(hf::secret::from_file(write(" two\nlines ")).value().expose() == " two\nlines ");
}

BOOST_AUTO_TEST_CASE(a_file_that_others_may_read_is_refused_and_the_error_says_what_to_do)
{
    for (const ::mode_t mode : {0640U, 0604U, 0644U, 0444U}) {
        const auto key = hf::secret::from_file(write("secret", mode));
        std::filesystem::remove(path / "key");
        BOOST_TEST((key.error().code == hf::key_errc::readable_by_others));
        BOOST_TEST(key.error().text.find("chmod 600") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_mounted_into_a_container_is_read_on_request)
{
    const auto key = hf::secret::from_file(write("secret\n", 0444), hf::readers::anybody);
    BOOST_TEST(key.value().expose() == "secret");
}

BOOST_AUTO_TEST_CASE(a_link_is_as_good_as_the_file_behind_it)
{
    const std::string link = path / "link";
    std::filesystem::create_symlink(write("secret", 0644), link);
    BOOST_TEST((hf::secret::from_file(link).error().code == hf::key_errc::readable_by_others));
    BOOST_TEST(hf::secret::from_file(link, hf::readers::anybody).value().expose() == "secret");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_missing_empty_too_long_or_none_at_all_is_named)
{
    const auto why = [](const std::string& file) { return hf::secret::from_file(file).error(); };
    BOOST_TEST((why(path / "none").code == hf::key_errc::missing));
    BOOST_TEST((why(write("\n")).code == hf::key_errc::empty));
    BOOST_TEST((why(write(std::string(16385, 'x'))).code == hf::key_errc::too_long));
    BOOST_TEST((why(path).code == hf::key_errc::unreadable));
    BOOST_TEST(why(path / "none").text.starts_with("file " + (path / "none").string()));
}

BOOST_AUTO_TEST_CASE(the_longest_secret_is_16_kib)
{
    BOOST_TEST(hf::secret::from_file(write(std::string(16384, 'x'))).value().size() == 16384u);
}

BOOST_AUTO_TEST_CASE(an_environment_variable_is_read_without_its_end_of_line)
{
    ::setenv("HOLDFAST_TEST_SECRET", "secret\n", 1);
    const auto key = hf::secret::from_environment("HOLDFAST_TEST_SECRET");
    BOOST_TEST(key.value().expose() == "secret");
    BOOST_TEST(key.value().source() == "environment variable HOLDFAST_TEST_SECRET");
}

BOOST_AUTO_TEST_CASE(an_environment_variable_that_is_missing_or_empty_is_named)
{
    ::unsetenv("HOLDFAST_TEST_SECRET");
    const hf::failure missing = hf::secret::from_environment("HOLDFAST_TEST_SECRET").error();
    ::setenv("HOLDFAST_TEST_SECRET", "", 1);
    const hf::failure empty = hf::secret::from_environment("HOLDFAST_TEST_SECRET").error();
    BOOST_TEST((missing.code == hf::key_errc::missing && empty.code == hf::key_errc::empty));
    BOOST_TEST(missing.text == "environment variable HOLDFAST_TEST_SECRET");
}

BOOST_AUTO_TEST_CASE(an_error_has_nothing_of_the_secret_in_it)
{
    const auto refused = hf::secret::from_file(write(text, 0644));
    BOOST_TEST(refused.error().message().find(text.substr(0, 6)) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_is_gained_by_trying_a_bad_key_again)
{
    const hf::failure missing = hf::secret::from_file(path / "none").error();
    BOOST_TEST((missing.code == hf::condition::fatal));
    BOOST_TEST((missing.code != hf::condition::transient));
}

BOOST_AUTO_TEST_SUITE_END()
