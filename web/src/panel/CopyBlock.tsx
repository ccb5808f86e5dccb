import { useEffect, useId, useRef, useState } from "react";

/** Code to take along. Without a clipboard (a page that is not https) the code is selected instead. */
export function CopyBlock({ label, code }: { label: string; code: string }) {
  const [said, setSaid] = useState("");
  const codeRef = useRef<HTMLElement>(null);
  const id = useId();

  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(""), 4000);
    return () => clearTimeout(timer);
  }, [said]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      setSaid("Copied");
    } catch {
      if (codeRef.current) getSelection()?.selectAllChildren(codeRef.current);
      setSaid("Selected: copy it with your keyboard");
    }
  };

  return (
    <figure className="copy-block" aria-labelledby={id}>
      <figcaption>
        <span id={id}>{label}</span>
        <span className="copied" role="status">{said}</span>
        <button type="button" className="button small" aria-label={`Copy: ${label}`} onClick={() => void copy()}>
          Copy
        </button>
      </figcaption>
      <pre tabIndex={0} aria-labelledby={id}><code ref={codeRef}>{code}</code></pre>
    </figure>
  );
}
