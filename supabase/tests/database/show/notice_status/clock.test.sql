-- What is scheduled follows the clock, what a person said does not.
begin;
select plan(7);

select is(private.notice_status(s, '2026-03-02 10:00+00', e, n), r, d)
from (values
  ('scheduled', '2026-03-02 11:00+00'::timestamptz, '2026-03-02 09:59:59.999999+00'::timestamptz, 'scheduled', 'before its start'),
  ('scheduled', '2026-03-02 11:00+00', '2026-03-02 10:00+00', 'in_progress', 'at its start'),
  ('scheduled', '2026-03-02 11:00+00', '2026-03-02 10:59:59.999999+00', 'in_progress', 'before its end'),
  ('scheduled', '2026-03-02 11:00+00', '2026-03-02 11:00+00', 'completed', 'at its end'),
  ('scheduled', null, '2026-03-02 11:00+00', 'in_progress', 'without an end'),
  ('in_progress', '2026-03-02 11:00+00', '2026-03-02 12:00+00', 'in_progress', 'begun by a person'),
  ('resolved', null, '2026-03-02 12:00+00', 'resolved', 'of an incident')
) v(s, e, n, r, d);

select * from finish();
rollback;
