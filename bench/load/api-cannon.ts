/** A process of its own: autocannon against the API. Arguments: address, server key, people, seconds, connections, requests a second (0 = as many as go). */
import autocannon from "autocannon";

const [address = "", key = "", ...numbers] = process.argv.slice(2);
const [people = 1, seconds = 10, connections = 8, rate = 0] = numbers.map(Number);
let asked = 0;

const result = await autocannon({
  url: address,
  connections,
  duration: seconds,
  ...(rate > 0 ? { overallRate: rate } : {}),
  requests: [
    {
      method: "GET",
      headers: { authorization: `Bearer ${key}` },
      setupRequest: (request) => ({
        ...request,
        // A prime stride: neighbours in time are nobody's neighbours in the store.
        path: `/v1/recommendations?userId=user-${(asked++ * 7_919) % people}&n=10`,
      }),
    },
  ],
});
const { requests, non2xx, errors, latency, timeouts } = result;
const line = {
  requests: requests.total,
  non2xx,
  errors: errors + timeouts,
  p50Ms: latency.p50,
  p99Ms: latency.p99,
};
process.stdout.write(`${JSON.stringify(line)}\n`);
