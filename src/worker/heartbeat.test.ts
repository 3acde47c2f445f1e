import { describe, expect, it } from "vitest";
import { Heartbeat } from "./heartbeat.js";

describe("the heartbeat", () => {
  it("shows a stuck batch with its thread and the record at work, through shared memory", () => {
    const thread = new Heartbeat(4);
    const supervisor = new Heartbeat(thread.shared);
    const now = 1_790_000_000_000;
    thread.begin(2, 7, now);
    thread.at(2, 5_000_000_123);
    expect(supervisor.stalls(now + 1_999, 2_000)).toEqual([]);
    expect(supervisor.stalls(now + 2_001, 2_000)).toEqual([{ partition: 2, threadId: 7, seq: 5_000_000_123 }]);
  });

  it("is silent once the batch is over", () => {
    const heartbeat = new Heartbeat(1);
    heartbeat.begin(0, 1, 1_000);
    heartbeat.end(0);
    expect(heartbeat.stalls(1_000_000, 2_000)).toEqual([]);
  });
});
