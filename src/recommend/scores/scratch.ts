import { ScoreBoard } from "../signals/index.js";

/** A thread's buffers, used again by every recommendation: one is made from beginning to end before the next begins. */
const boards = new Map<string, ScoreBoard>();
const columns = new Map<string, Float32Array>();

/** An empty board for at least so many items or rows. */
export function boardFor(name: string, size: number): ScoreBoard {
  let board = boards.get(name);
  if (board === undefined || board.size < size) {
    board = new ScoreBoard(size);
    boards.set(name, board);
  } else board.clear();
  return board;
}

/** Empties the boards: nothing of an answer is left for the next one to find. */
export function clearBoards(): void {
  for (const board of boards.values()) board.clear();
}

/** `length` numbers, not cleared. */
export function columnFor(name: string, length: number): Float32Array {
  let column = columns.get(name);
  if (column === undefined || column.length < length) {
    column = new Float32Array(length);
    columns.set(name, column);
  }
  return column.subarray(0, length);
}
