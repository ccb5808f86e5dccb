const UNIT_SECONDS: Record<string, number> = {
  year: 31_557_600,
  mon: 2_592_000,
  day: 86_400,
};

/** Seconds of an interval as Postgres writes it ("1 day 02:00:00"); null for none and for anything else. */
export function parseInterval(text: string | null): number | null {
  if (text === null) return null;
  let rest = text;
  let seconds = 0;
  let found = false;
  rest = rest.replace(/([+-]?)(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?/, (_, sign: string, h: string, m: string, s = "0") => {
    seconds += (sign === "-" ? -1 : 1) * (Number(h) * 3600 + Number(m) * 60 + Number(s));
    found = true;
    return "";
  });
  rest = rest.replace(/([+-]?\d+(?:\.\d+)?)\s*([a-z]+)/g, (match, count: string, unit: string) => {
    const size = UNIT_SECONDS[unit.replace(/s$/, "")];
    if (size === undefined) return match;
    seconds += Number(count) * size;
    found = true;
    return "";
  });
  return found && rest.trim() === "" ? seconds : null;
}

/** A duration of at most two units: 340 ms, 6.2 s, 4 min 12 s, 24 h, 90 days. */
export function describeSeconds(seconds: number): string {
  if (seconds < 0) return `-${describeSeconds(-seconds)}`;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return twoUnits(whole, 60, "min", 1, "s");
  if (whole < 172_800) return twoUnits(whole, 3600, "h", 60, "min");
  return twoUnits(whole, 86_400, "days", 3600, "h");
}

function twoUnits(seconds: number, big: number, bigName: string, small: number, smallName: string): string {
  const count = Math.floor(seconds / big);
  const remainder = Math.floor((seconds - count * big) / small);
  return remainder === 0 ? `${count} ${bigName}` : `${count} ${bigName} ${remainder} ${smallName}`;
}
