import { tryCcxt } from '../support/ccxt_trial.mjs';

await tryCcxt({
    name: 'binance',
    exchange: 'binance',
    symbol: 'BTCUSDT',
    hosts: ['stream.binance.com', 'api.binance.com'],
    topic: 'btcusdt@depth@100ms',
    market: { symbol: 'BTC/USDT', type: 'spot', spot: true },
});
