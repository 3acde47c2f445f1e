import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterEach, expect, it } from "vitest";
import { HttpCaller } from "./http-caller.js";

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function caller(network: "public" | "loopback", timeoutMs = 1_000): HttpCaller {
  const made = new HttpCaller({ network, timeoutMs, keepsAlive: true });
  stops.push(() => made.close());
  return made;
}

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

const call = (url: string) => ({ url: new URL(url), headers: {}, body: Buffer.from("{}") });
const patient = () => AbortSignal.timeout(5_000);

it("connects to no name that stands for a forbidden address", async () => {
  let calls = 0;
  const port = await listen(createServer(() => (calls += 1)));
  const reply = await caller("public").post(call(`https://localhost:${port}/`), patient());
  expect(reply).toEqual({ attempt: { outcome: "rejected", code: "http.blocked" } });
  expect(calls).toBe(0);
});

it("knows that nothing has left where the other side never greets (TLS)", async () => {
  const port = await listen(createTcpServer((socket) => stops.push(() => socket.destroy())));
  const reply = await caller("loopback", 300).post(call(`https://127.0.0.1:${port}/`), patient());
  expect(reply).toMatchObject({ attempt: { outcome: "retry" } });
});

it("ends with its signal while it still connects, and sends nothing later", async () => {
  const port = await listen(createTcpServer((socket) => stops.push(() => socket.destroy())));
  const begun = performance.now();
  const reply = await caller("loopback", 10_000).post(call(`https://127.0.0.1:${port}/`), AbortSignal.timeout(100));
  expect(reply).toEqual({ attempt: { outcome: "retry", code: "http.aborted" } });
  expect(performance.now() - begun).toBeLessThan(5_000);
});

it("reads no more of an answer than it needs", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200);
    const more = setInterval(() => response.write("x".repeat(10_000)), 1);
    response.on("close", () => clearInterval(more));
  });
  const port = await listen(server);
  const reply = await caller("loopback").post(call(`http://127.0.0.1:${port}/`), patient());
  expect(reply).toMatchObject({ answer: { status: 200, body: "" } });
});

it("refuses headers that would be two", async () => {
  const port = await listen(createServer((_request, response) => response.end()));
  const reply = await caller("loopback").post(
    { ...call(`http://127.0.0.1:${port}/`), headers: { "webhook-id": "a\r\nx: y" } },
    patient(),
  );
  expect(reply).toEqual({ attempt: { outcome: "rejected", code: "http.invalid" } });
});
