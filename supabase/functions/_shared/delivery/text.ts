import type { JsonObject } from "./types.ts";

const TEXT_LIMIT = 500;

/** One line of well-formed text without control, line-separating or direction-changing characters, at most `limit` long. */
export function plain(text: string, limit = TEXT_LIMIT): string {
  const clean = text.toWellFormed().replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .trim();
  const characters = [...clean];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : clean;
}

/** `2026-03-01 06:00:00 UTC`; what is no timestamp stays as it is. */
export function formatTime(timestamp: string): string {
  const at = new Date(timestamp);
  if (Number.isNaN(at.getTime())) return plain(timestamp, 40);
  return at.toISOString().replace("T", " ").replace(/\.\d{3}Z$/, " UTC");
}

/** A text among an alert's details; null when it is missing, empty or no text. */
export function textOf(details: JsonObject | null, key: string): string | null {
  const value = details?.[key];
  return typeof value === "string" && value !== "" ? value : null;
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
