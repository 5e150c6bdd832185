import { describe, expect, it } from 'vitest';
import { byKey, clicked, clockOf, drawn, isOurs, momentOf, moved, overlapping, resized, targetOf } from './grid';

const DAY = '2026-04-08';
const at = (id: string, start: string, end: string, calendar_id = 'primary') => ({
  id,
  calendar_id,
  all_day: false,
  status: 'confirmed' as const,
  start: new Date(`${DAY}T${start}`).toISOString(),
  end: new Date(`${DAY}T${end}`).toISOString(),
});

describe('what is drawn on the grid', () => {
  it('is in quarters of an hour, in whichever direction, and never empty', () => {
    expect(drawn(542, 611)).toEqual({ from: 540, to: 615 });
    expect(drawn(611, 542)).toEqual({ from: 540, to: 615 });
    expect(drawn(600, 601)).toEqual({ from: 600, to: 615 });
    expect(drawn(1436, 1500)).toEqual({ from: 1425, to: 1440 });
  });

  it('is an hour where one clicks', () => {
    expect(clicked(629)).toEqual({ from: 600, to: 660 });
    expect(clicked(1439)).toEqual({ from: 1380, to: 1440 });
  });

  it('keeps its length when it is moved, and its start when it is resized', () => {
    expect(moved({ from: 600, to: 690 }, 707)).toEqual({ from: 705, to: 795 });
    expect(moved({ from: 600, to: 690 }, -40)).toEqual({ from: 0, to: 90 });
    expect(moved({ from: 600, to: 690 }, 1500)).toEqual({ from: 1425, to: 1515 });
    expect(resized({ from: 600, to: 690 }, 580)).toEqual({ from: 600, to: 615 });
  });

  it('is at the same time of the wall on the day on which clocks change', () => {
    expect(momentOf('2026-03-29', 600).getHours()).toBe(10);
    expect(momentOf(DAY, 1500).getDate()).toBe(9);
    expect([clockOf(615), clockOf(1440), clockOf(1515)]).toEqual(['10:15', '24:00', '01:15']);
  });
});

describe('an event on the grid', () => {
  it('has its place and its length', () => {
    expect(targetOf(at('a', '10:00', '11:30', 'anna'))).toEqual({ day: DAY, calendar: 'anna', from: 600, to: 690 });
  });

  it('overlaps what takes time in its calendar, and neither itself nor what only touches it', () => {
    const target = { day: DAY, calendar: 'primary', from: 600, to: 660 };
    const events = [
      at('itself', '10:00', '11:00'),
      at('inside', '10:15', '10:30'),
      at('before', '09:00', '10:00'),
      at('after', '11:00', '12:00'),
      at('theirs', '10:00', '11:00', 'anna'),
      { ...at('whole', '10:00', '11:00'), all_day: true },
      { ...at('unanswered', '10:00', '11:00'), status: 'tentative' as const },
    ];
    expect(overlapping(events, target, 'itself').map(({ id }) => id)).toEqual(['inside']);
  });

  it('is nobody else’s to move', () => {
    expect(isOurs({ status: 'confirmed' })).toBe(true);
    expect(isOurs({ status: 'cancelled' })).toBe(false);
    const invitation = { organizer: 'a@b.cat', attendee: 'c@d.cat', answer: 'accepted' as const };
    expect(isOurs({ status: 'confirmed', invitation })).toBe(false);
  });
});

describe('the arrows', () => {
  const target = { day: DAY, calendar: 'anna', from: 600, to: 660 };
  const week = [{ day: '2026-04-07' }, { day: DAY }];
  const people = [
    { day: DAY, calendar: 'primary' },
    { day: DAY, calendar: 'anna' },
  ];

  it('move by a quarter, a day or a person', () => {
    expect(byKey(target, 'ArrowDown', false, week)).toEqual({ ...target, from: 615, to: 675 });
    expect(byKey(target, 'ArrowLeft', false, week)).toEqual({ ...target, day: '2026-04-07' });
    expect(byKey(target, 'ArrowLeft', false, people)).toEqual({ ...target, calendar: 'primary' });
  });

  it('leave the week for the next day, and never leave the people', () => {
    expect(byKey(target, 'ArrowRight', false, week)?.day).toBe('2026-04-09');
    expect(byKey(target, 'ArrowRight', false, people)).toEqual(target);
  });

  it('change the end with Shift, and other keys do nothing', () => {
    expect(byKey(target, 'ArrowUp', true, week)).toEqual({ ...target, to: 645 });
    expect([byKey(target, 'ArrowLeft', true, week), byKey(target, 'x', false, week)]).toEqual([undefined, undefined]);
  });
});
