// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ADAPTER_FUZZ_HPP
#define HOLDFAST_ADAPTER_FUZZ_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/policy/random.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Tests an adapter of your own, in whatever test framework: with bytes that no exchange should send, made of
/// those that it does send: cut off, damaged, mixed, out of proportion.
///
/// What an adapter owes to any bytes at all: no exception, at least one entry, no more memory than a stated
/// multiple of what came, nothing read behind the end (the address sanitizer sees that), a word of why for
/// what is malformed, and the same answer to the same bytes.
namespace holdfast::kit {

/// Holds `adapter::decode` to what it owes to any message.
/// @param frames  at least one of each shape that the exchange sends, all of them understood
/// @param seed    of what is made of them; the same one makes the same
/// @return what is wrong, with the bytes that show it; empty when nothing is
///
/// @code
/// BOOST_TEST(hf::kit::fuzz(*my_exchange::make_adapter(), frames) == "");
/// @endcode
[[nodiscard]] std::string fuzz(const adapter& exchange, const std::vector<std::string>& frames,
                               unsigned seed = 1);

/// Holds `adapter::decode_snapshot` to the same.
/// @param bodies  of answers to `snapshot_request(on)`; the first one is a snapshot
[[nodiscard]] std::string fuzz(const adapter& exchange, const topic& on,
                               const std::vector<std::string>& bodies, unsigned seed = 1);

/// What became of some bytes.
struct fuzz_reading {
    std::string understood{}; ///< Everything that was said, a line each.
    std::string wrong{};      ///< What the adapter owes and has not done; empty when nothing is.
};

/// Reads one message as `decode` is made to: behind others, from memory that ends with it.
[[nodiscard]] fuzz_reading read(const adapter& exchange, std::string_view text, bool binary = false);
/// Reads one snapshot.
[[nodiscard]] fuzz_reading read(const adapter& exchange, const topic& on, std::string_view body);

/// Changes texts at random.
class mutator {
public:
    /// @param words  what the exchange's own grammar is made of, beside what JSON is
    explicit mutator(unsigned seed, const std::vector<std::string>& words = {});

    [[nodiscard]] std::string operator()(std::string text);
    /// The beginning of one and the end of another.
    [[nodiscard]] std::string splice(const std::string& head, const std::string& tail);
    [[nodiscard]] std::string noise(std::size_t most);
    template <class T>
    [[nodiscard]] const T& pick(const std::vector<T>& from)
    {
        return from[bits_() % from.size()];
    }

private:
    void mutate(std::string& text);
    void swap_members(std::string& text);

    splitmix64 bits_;
    std::vector<std::string> words_;
};

/// Hands every text of a family to `use`, one after another: what is wrong in a big way, the frames
/// themselves, cut off and changed at each place, and thousands that are mixed at random.
void spoil(const std::vector<std::string>& frames, unsigned seed,
           const std::function<void(const std::string&)>& use);

/// What was understood, as text; everything but the words for what is malformed.
[[nodiscard]] std::string describe(const decoded& said);
[[nodiscard]] std::string describe(const content& what);
[[nodiscard]] std::string describe(const book_levels& book);
[[nodiscard]] std::string describe(std::span<const level> levels);
[[nodiscard]] std::string describe(const sequence_ids& ids);

} // namespace holdfast::kit

#endif
