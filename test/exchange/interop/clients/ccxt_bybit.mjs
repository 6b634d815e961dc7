import { tryCcxt } from '../support/ccxt_trial.mjs';

await tryCcxt({
    name: 'bybit',
    exchange: 'bybit',
    symbol: 'BTCUSDT',
    hosts: ['stream.bybit.com', 'api.bybit.com'],
    topic: 'orderbook.50.BTCUSDT',
    market: {
        symbol: 'BTC/USDT:USDT',
        type: 'swap',
        swap: true,
        contract: true,
        linear: true,
        settle: 'USDT',
        settleId: 'USDT',
    },
    depth: 50,
    placeIn: (message) => message.data.u,
});
