// SPDX-License-Identifier: BSL-1.0
#include "trader.hpp"

#include <holdfast/time.hpp>

#include <utility>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace maker {

namespace {

/// Between two commands about one side: exchanges count them.
constexpr hf::duration pace = 400ms;
constexpr hf::duration answer_within = 1s;
/// So long an order may be on its way: before that "no such order" is not believed.
constexpr hf::duration grace = 3s;

hf::request_options hurried()
{
    hf::request_options how;
    how.deadline = answer_within;
    how.fate.grace = grace;
    return how;
}

/// Says whether an order is in the book now, as far as the answer tells.
bool stands(const hf::order_outcome& ended)
{
    return ended.stage() == hf::order_stage::acknowledged || (ended.found && !is_final(ended.found->state));
}

bool had_no_effect(const hf::order_outcome& ended)
{
    return ended.stage() == hf::order_stage::rejected || ended.stage() == hf::order_stage::not_sent ||
           (ended.stage() == hf::order_stage::settled && !ended.found);
}

} // namespace

trader::trader(equipment with, quoting_rules rules, std::uint64_t run)
    : with_(std::move(with)), rules_(std::move(rules)),
      prefix_("hf" + std::to_string(run % 1'000'000'000) + "x")
{
}

// ---- the strategy --------------------------------------------------------------------------------------

hf::task<> trader::arrive()
{
    co_await with_.keeper.until_verified();
    home_ = position().value();
}

hf::task<> trader::quote(hf::side on)
{
    while (!closing_) {
        if (const auto what = wanted_now(on)) {
            placement asked{on, *what};
            std::optional<working_order> mine = co_await place(std::move(asked));
            if (mine)
                co_await stand(std::move(*mine));
        }
        co_await hf::sleep_for(pace);
    }
}

/// Lets the order stand until it is over, and takes it back when it stands wrong.
hf::task<> trader::stand(working_order mine)
{
    while (!mine.over(with_.keeper.mine(), with_.keeper.stats().reconciliations)) {
        if (closing_ || strayed(rules_, mine.what().price, wanted_now(mine.on())))
            co_await withdraw(mine.which());
        co_await hf::sleep_for(pace);
    }
}

hf::task<> trader::flatten()
{
    while (!flat()) {
        const std::vector<hf::order> open = open_orders();
        for (const hf::order& one : open) {
            hf::order_reference which{one.symbol, one.client_id, one.id};
            co_await withdraw(std::move(which));
        }
        if (const auto back = reduction_now()) {
            placement asked{back->on, back->what, true};
            (void)co_await place(std::move(asked));
        }
        co_await recount();
    }
}

/// Has the account compared, with questions that are asked from now on.
hf::task<> trader::recount()
{
    const std::uint64_t enough = with_.keeper.stats().reconciliations + 2;
    while (with_.keeper.stats().reconciliations < enough) {
        with_.keeper.reconcile();
        co_await hf::sleep_for(pace / 4);
    }
}

// ---- commands ------------------------------------------------------------------------------------------

hf::task<std::optional<working_order>> trader::place(placement asked)
{
    const hf::order_intent intent = intent_of(asked);
    const auto given = with_.gate.check(intent);
    if (!given) {
        ++with_.counts.withheld;
        co_return std::nullopt;
    }
    ++with_.counts.orders;
    hf::order_command command = command_of(asked);
    hf::request_options how = under(*given, intent, command);
    hf::order_outcome ended = co_await send(std::move(command), std::move(how));
    if (had_no_effect(ended))
        with_.watching.at_no_effect(name_of(with_.at, ended.which));
    if (!stands(ended))
        co_return std::nullopt;
    co_return working_order(std::move(ended.which), asked.on, asked.what,
                            with_.keeper.stats().reconciliations);
}

/// What is refused is over, or the account is wrong about it: it is compared.
hf::task<> trader::withdraw(hf::order_reference which)
{
    ++with_.counts.cancels;
    hf::order_command command = cancelling(with_.at, which, ++commands_);
    hf::request_options how = hurried();
    const hf::order_outcome ended = co_await send(std::move(command), std::move(how));
    if (ended.stage() == hf::order_stage::rejected)
        with_.keeper.reconcile();
}

/// Completes when it is known what became of the command.
hf::task<hf::order_outcome> trader::send(hf::order_command command, hf::request_options how)
{
    hf::order_outcome ended = co_await with_.line.request(std::move(command), std::move(how));
    if (ended.stage() == hf::order_stage::in_doubt) {
        ++with_.counts.in_doubt;
        with_.told.say("in doubt", ended.which.client_id + ": " + ended.why.message());
        ended = co_await with_.line.resolve(std::move(ended));
    }
    count(ended);
    co_return ended;
}

void trader::count(const hf::order_outcome& ended)
{
    const std::string& id = ended.which.client_id;
    switch (ended.stage()) {
    case hf::order_stage::acknowledged: ++with_.counts.acknowledged; break;
    case hf::order_stage::rejected:
        ++with_.counts.rejected;
        with_.told.say("refused", id + ": " + ended.why.message());
        break;
    case hf::order_stage::not_sent:
        ++with_.counts.not_sent;
        with_.told.say("not sent", id + ": " + ended.why.message());
        break;
    case hf::order_stage::settled:
        ++with_.counts.in_doubt_settled;
        with_.told.say("settled", id + (ended.found ? " is " + std::string(to_string(ended.found->state))
                                                    : " never arrived"));
        break;
    default: break;
    }
}

hf::order_command trader::command_of(const placement& asked)
{
    hf::new_order order;
    order.symbol = with_.symbol;
    order.client_id = prefix_ + std::to_string(++commands_);
    order.side = asked.on;
    order.lasts = asked.reduces ? hf::time_in_force::immediate_or_cancel : hf::time_in_force::post_only;
    order.price = asked.what.price;
    order.quantity = asked.what.quantity;
    order.reduce_only = asked.reduces && !is_spot(with_.at.where);
    return placing(with_.at, order, commands_);
}

hf::order_intent trader::intent_of(const placement& asked) const
{
    hf::order_intent intent;
    intent.reduce_only = asked.reduces && !is_spot(with_.at.where);
    intent.side = asked.on;
    intent.quantity = asked.what.quantity;
    if (const auto held = position())
        intent.position = *held;
    return intent;
}

/// What is asked right before the first byte is written; the judge looks, too.
hf::request_options trader::under(const hf::exposure_gate::pass& given, const hf::order_intent& intent,
                                  const hf::order_command& command)
{
    hf::request_options how = hurried();
    how.permit = [this, given, adds = !intent.reduce_only && !shrinks_position(intent),
                  id = name_of(with_.at, reference_of(command))]() -> hf::result<> {
        if (auto held = with_.gate.still_holds(given); !held) {
            ++with_.counts.withheld;
            return held;
        }
        with_.watching.at_written(id, adds, with_.book, with_.keeper.mine());
        return {};
    };
    return how;
}

// ---- what is known -------------------------------------------------------------------------------------

hf::result<hf::decimal> trader::position() const
{
    return position_in(with_.keeper.mine(), with_.at, with_.symbol, home_);
}

std::optional<intention> trader::wanted_now(hf::side on) const
{
    const auto touch = with_.book.top();
    const auto held = position();
    return touch && held ? wanted(rules_, on, *touch, *held) : std::nullopt;
}

std::optional<reduction> trader::reduction_now() const
{
    const auto touch = with_.book.top();
    const auto held = position();
    return touch && held ? flattening(rules_, *touch, *held) : std::nullopt;
}

std::vector<hf::order> trader::open_orders() const
{
    auto open = with_.keeper.mine().open_orders(with_.symbol);
    return open ? std::move(*open) : std::vector<hf::order>();
}

bool trader::flat() const
{
    const auto held = position();
    return held && held->is_zero() && open_orders().empty();
}

} // namespace maker
