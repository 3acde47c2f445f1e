/** A process of its own: autocannon against the collector. Arguments: address, write key, events a request, seconds, connections. */
import autocannon from "autocannon";

const [address = "", key = "", sizeText = "1", secondsText = "10", connectionsText = "32"] = process.argv.slice(2);
const size = Number(sizeText);
const events = 5_000;
let made = 0;

function call(): Record<string, unknown> {
  const n = made++;
  return {
    type: "track",
    event: "Product Viewed",
    userId: `user-${n % events}`,
    messageId: `cannon-${process.pid}-${n}`,
    properties: {
      product_id: `sku-${n % 997}`,
      name: "A product",
      category: `category-${n % 40}`,
      price: 19.9,
      url: "https://shop.example.com/p",
    },
    context: { library: { name: "analytics-node", version: "3.1.0" }, locale: "en-GB" },
    timestamp: new Date().toISOString(),
  };
}

const result = await autocannon({
  url: `${address}${size === 1 ? "/v1/track" : "/v1/batch"}`,
  connections: Number(connectionsText),
  duration: Number(secondsText),
  requests: [
    {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}`,
      },
      setupRequest: (request) => ({
        ...request,
        body: JSON.stringify(
          size === 1 ? call() : { batch: Array.from({ length: size }, call), sentAt: new Date().toISOString() },
        ),
      }),
    },
  ],
});
const { requests, non2xx, errors, latency } = result;
const line = {
  requests: requests.total,
  non2xx,
  errors: errors + result.timeouts,
  p50Ms: latency.p50,
  p99Ms: latency.p99,
};
process.stdout.write(`${JSON.stringify(line)}\n`);
