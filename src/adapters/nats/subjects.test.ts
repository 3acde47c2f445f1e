import { describe, expect, it } from "vitest";
import { isAttuneError } from "../../domain/errors.js";
import type { LogEntry } from "../../ports/event-log.js";
import { connectionOptions } from "./nats-link.js";
import { headersOf, isPlainHeader, subjectOf } from "./subjects.js";

const entry: LogEntry = { topic: "events", partition: 3, id: "e1", payload: new Uint8Array(0) };

function failureOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe("subjects and headers", () => {
  it("name topic, partition and channel, never a person", () => {
    expect(subjectOf({ ...entry, person: "dTphbm4" })).toBe("attune.events.3");
    expect(subjectOf({ ...entry, internal: true })).toBe("attune.events.3.internal");
    expect(subjectOf({ ...entry, topic: "actions", channel: "email" })).toBe("attune.actions.email.3");
    expect(subjectOf({ ...entry, topic: "dead" })).toBe("attune.dead.3");
    expect(headersOf({ ...entry, person: "dTphbm4" })).toEqual({ "Nats-Msg-Id": ["e1"], "attune-person": ["dTphbm4"] });
    expect(headersOf({ ...entry, topic: "dead" })).toEqual({ "Nats-Msg-Id": ["3/e1"] });
  });

  it("refuse what could inject a protocol line or command the server", () => {
    for (const id of ["", "a\r\nPUB x 0\r\n", "a\nb", "ü", " a", "a ", "\u0000", "x".repeat(600)]) {
      expect(
        isAttuneError(
          failureOf(() => headersOf({ ...entry, id })),
          "ATTUNE_EVENT_BAD_ID",
        ),
      ).toBe(true);
    }
    expect(
      isAttuneError(
        failureOf(() => headersOf({ ...entry, person: "a\r\nb" })),
        "ATTUNE_EVENT_BAD_ID",
      ),
    ).toBe(true);
    for (const headers of [
      { "a b": "x" },
      { "a:b": "x" },
      { a: "x\r\ny" },
      { "Nats-Rollup": "all" },
      { "nats-msg-id": "other" },
      { a: "ü" },
    ]) {
      expect(
        isAttuneError(
          failureOf(() => headersOf({ ...entry, headers })),
          "ATTUNE_EVENT_FIELD",
        ),
      ).toBe(true);
    }
    expect(isPlainHeader("attune-why", "forwarded from 3")).toBe(true);
  });
});

describe("the log's URL", () => {
  it("takes credentials, several servers and TLS", () => {
    expect(connectionOptions("nats://localhost:4222")).toEqual({ servers: ["localhost:4222"] });
    expect(connectionOptions("nats://me:p%40ss@a:1,b:2/")).toEqual({
      servers: ["a:1", "b:2"],
      user: "me",
      pass: "p@ss",
    });
    expect(connectionOptions("nats://token@a")).toEqual({ servers: ["a"], token: "token" });
    expect(connectionOptions("tls://a:4222")).toEqual({ servers: ["a:4222"], tls: {} });
  });

  it("is refused when it is another", () => {
    for (const url of ["http://a", "nats://", "nats://a b", "a:4222"]) {
      expect(
        isAttuneError(
          failureOf(() => connectionOptions(url)),
          "ATTUNE_URL_UNSUPPORTED",
        ),
      ).toBe(true);
    }
  });
});
