/** What a colour says; words say it too. */
export type Tone = "ok" | "warn" | "bad" | "info" | "off";
