import { describe, expect, it } from "vitest";
import { isReachable } from "./address-ranges.js";
import { endpointProblem } from "./endpoint-url.js";

const PUBLIC = ["93.184.216.34", "8.8.8.8", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1"];
const PRIVATE = ["10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fd12:3456::1"];
const LOOPBACK = ["127.0.0.1", "127.8.8.8", "::1"];
const NEVER = [
  "0.0.0.0",
  "169.254.169.254",
  "100.64.0.1",
  "192.0.2.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "fe80::1",
  "ff02::1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "64:ff9b::7f00:1",
  "2001::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "fec0::1",
  "",
  "localhost",
  "127.1",
];

describe("which addresses may be connected to", () => {
  it("public: the internet alone", () => {
    for (const address of PUBLIC) expect([address, isReachable(address, "public")]).toEqual([address, true]);
    for (const address of [...PRIVATE, ...LOOPBACK, ...NEVER])
      expect([address, isReachable(address, "public")]).toEqual([address, false]);
  });

  it("private: the shop's network too; loopback: this machine too", () => {
    for (const address of [...PUBLIC, ...PRIVATE]) expect(isReachable(address, "private")).toBe(true);
    for (const address of [...PUBLIC, ...LOOPBACK]) expect(isReachable(address, "loopback")).toBe(true);
    for (const address of LOOPBACK) expect(isReachable(address, "private")).toBe(false);
    for (const address of PRIVATE) expect(isReachable(address, "loopback")).toBe(false);
    for (const address of NEVER)
      expect([address, isReachable(address, "private"), isReachable(address, "loopback")]).toEqual([
        address,
        false,
        false,
      ]);
  });

  it.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://2130706433/",
    "https://①②⑦.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:7f00:1]/",
    "https://169.254.169.254/latest/meta-data/",
    "http://example.com/",
    "https://user:password@example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
  ])("refuses %s however it is written", (text) => {
    expect(endpointProblem(new URL(text), "public")).toMatch(/\S/);
  });

  it("allows plain http on this machine alone, and only where that is said", () => {
    expect(endpointProblem(new URL("http://127.0.0.1:1/"), "loopback")).toBeUndefined();
    expect(endpointProblem(new URL("http://localhost/"), "loopback")).toBeUndefined();
    expect(endpointProblem(new URL("http://example.com/"), "loopback")).toMatch(/https/);
    expect(endpointProblem(new URL("http://127.0.0.1/"), "private")).toMatch(/https/);
    expect(endpointProblem(new URL("https://example.com/x?y"), "public")).toBeUndefined();
  });
});
