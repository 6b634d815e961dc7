// ccxt keeps books of its own, by each exchange's recipe; after a lost connection its user asks again.
import ccxt from 'ccxt';
import { Trial } from './trial.mjs';
import { Venue } from './venue.mjs';

// `market`: what ccxt has to know of the one market, which it would otherwise ask many REST endpoints for.
// `placeIn`: where a message has its number, for books that ccxt keeps without one.
export async function tryCcxt({ name, exchange, symbol, hosts, topic, market, depth, placeIn }) {
    const venue = await Venue.open(exchange, symbol, hosts);
    const trial = new Trial(`ccxt ${name}`, venue);
    const client = new ccxt.pro[name]({ newUpdates: false });
    client.setMarkets([
        client.safeMarketStructure({
            id: symbol,
            lowercaseId: symbol.toLowerCase(),
            base: 'BTC',
            quote: 'USDT',
            baseId: 'BTC',
            quoteId: 'USDT',
            active: true,
            precision: { amount: 1e-8, price: 1e-8 },
            ...market,
        }),
    ]);
    watch(client, market.symbol, depth, topic, placeIn && follow(client, placeIn), trial);
    await trial.finish();
}

// Remembers the number of the newest message about the book.
function follow(client, placeIn) {
    const newest = { place: undefined };
    const handle = client.handleOrderBook;
    client.handleOrderBook = (line, message) => {
        newest.place = placeIn(message);
        return handle.call(client, line, message);
    };
    return newest;
}

async function watch(client, symbol, depth, topic, newest, trial) {
    for (;;) {
        try {
            const { nonce, bids, asks } = await client.watchOrderBook(symbol, depth);
            const sides = { bids: bids.map((row) => [...row]), asks: asks.map((row) => [...row]) };
            trial.compare(topic, newest?.place ?? nonce, sides);
        } catch (error) {
            if (!(error instanceof ccxt.NetworkError)) return trial.fail(error);
        }
    }
}
