import type { Random } from "../random.js";
import type { Hours } from "./person.js";

const HOUR_MS = 3_600_000;

/** One or two times of the day, each a bump around its hour, over a little of everything in daytime. */
export function drawHours(random: Random): Hours {
  const bumps = Array.from({ length: random.chance(0.5) ? 2 : 1 }, () => ({
    hour: random.chance(0.4) ? random.between(7, 13) : random.between(17, 23),
    width: random.between(0.8, 2),
    weight: random.between(0.5, 1),
  }));
  const raw = Array.from({ length: 24 }, (_, hour) => {
    const daytime = hour >= 7 && hour < 23 ? 0.05 : 0.005;
    return bumps.reduce((sum, { hour: at, width, weight }) => {
      const away = Math.min(Math.abs(hour + 0.5 - at), 24 - Math.abs(hour + 0.5 - at));
      return sum + weight * Math.exp(-0.5 * (away / width) ** 2);
    }, daytime);
  });
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((weight) => weight / sum);
}

export function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS) % 24;
}

/** Looks into the mailbox a day, on average. */
const LOOKS = 3;
/** After this long under other mail an e-mail is half as likely to be opened. */
const BURIED_HOURS = 10;
/** Looked ahead, in hours; who hasn't looked until then finds it as buried as it gets. */
const AHEAD = 36;

/** How well the moment is chosen for somebody who reads at these hours: what is left of the attention when they look, 0 to 1. */
export function timelinessOf(hours: Hours, now: number): number {
  let [unseen, sum] = [1, 0];
  for (let h = 0; h < AHEAD && unseen > 1e-3; h++) {
    const looks = 1 - Math.exp(-LOOKS * (hours[(hourOf(now) + h) % 24] ?? 0));
    sum += unseen * looks * 0.5 ** (h / BURIED_HOURS);
    unseen *= 1 - looks;
  }
  return sum + unseen * 0.5 ** (AHEAD / BURIED_HOURS);
}

/** When they look next, ms: drawn as timelinessOf assumes. */
export function nextLook(hours: Hours, now: number, random: Random): number {
  for (let h = 0; h < AHEAD; h++) {
    const looks = 1 - Math.exp(-LOOKS * (hours[(hourOf(now) + h) % 24] ?? 0));
    if (random.chance(looks))
      return h === 0 ? now + random.whole(60_000, HOUR_MS) : startOfHour(now, h) + random.whole(0, HOUR_MS - 1);
  }
  return startOfHour(now, AHEAD);
}

function startOfHour(now: number, ahead: number): number {
  return (Math.floor(now / HOUR_MS) + ahead) * HOUR_MS;
}

/** A moment of this day (its midnight, ms) at one of these hours. */
export function drawMoment(hours: Hours, midnight: number, random: Random): number {
  let left = random.unit();
  const hour = hours.findIndex((weight) => (left -= weight) < 0);
  return midnight + (hour < 0 ? 23 : hour) * HOUR_MS + random.whole(0, HOUR_MS - 1);
}
