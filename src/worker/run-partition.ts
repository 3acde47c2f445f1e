import type { PartitionTask, FromTask } from "./supervisor.js";
import { PartitionOwner, type OwnerParts } from "./partition-owner.js";

/** What a thread needs beside the task; made by the thread's entry file, closed when the partition is given up. */
export type ThreadParts<TProfile> = Omit<OwnerParts<TProfile>, "partition" | "suspect" | "onAlarm">;

/** Runs one partition until it is asked to stop or can't be kept; then everything it opened is closed. */
export async function runPartition<TProfile>(
  task: PartitionTask,
  open: (task: PartitionTask) => Promise<ThreadParts<TProfile>>,
): Promise<void> {
  const { partition, port, keeper, suspect } = task;
  const stop = new AbortController();
  port.on("message", () => stop.abort());
  const tell = (message: FromTask): void => port.postMessage(message);
  const parts = await open(task).catch((error: unknown) => {
    for (const each of [port, keeper]) each?.close();
    throw error;
  });
  const lost = new AbortController();
  // What is in memory may no longer be what is stored: the owner goes, its successor reads the store.
  parts.state.onDisconnect(() => lost.abort());
  const owner = new PartitionOwner<TProfile>({
    ...parts,
    partition,
    onAlarm: (alarm) => tell({ kind: "alarm", alarm }),
    ...(suspect === undefined ? {} : { suspect }),
  });
  try {
    await owner.start();
    tell({ kind: "started" });
    while (!stop.signal.aborted) {
      if (lost.signal.aborted) throw new Error("the connection to the state was lost");
      await owner.turn(parts.settings.timerTickMs);
    }
    await owner.stop();
  } catch (error) {
    await owner.abandon();
    throw error;
  } finally {
    await Promise.allSettled([parts.log.close(), parts.state.close()]);
    port.close();
    keeper?.close();
  }
}
