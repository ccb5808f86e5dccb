/** The product's mark. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <rect width="24" height="24" rx="6" className="mark-ground" />
      <path d="M3.5 12.5h4l2-6 4 11 2.2-5h4.8" className="mark-pulse" />
    </svg>
  );
}
