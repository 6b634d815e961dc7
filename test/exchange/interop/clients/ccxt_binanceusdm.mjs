import { tryCcxt } from '../support/ccxt_trial.mjs';

await tryCcxt({
    name: 'binanceusdm',
    exchange: 'binance-usdm',
    symbol: 'BTCUSDT',
    hosts: ['fstream.binance.com', 'fapi.binance.com'],
    topic: 'btcusdt@depth@100ms',
    market: {
        symbol: 'BTC/USDT:USDT',
        type: 'swap',
        swap: true,
        contract: true,
        linear: true,
        settle: 'USDT',
        settleId: 'USDT',
    },
});
