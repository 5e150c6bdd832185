import { describe, expect, it } from 'vitest';
import { agendasOf } from './agendas';

describe('the calendars side by side', () => {
  it('are the organisation’s and those of people, each once and with a colour of its own', () => {
    const people = [
      { name: 'Anna', calendars: ['anna', 'sala'] },
      { name: 'Biel', calendars: ['biel'] },
      { name: 'Carla', calendars: ['anna'] },
    ];
    expect(agendasOf(people, 'Organització')).toEqual([
      { calendar: 'primary', name: 'Organització', colour: 0 },
      { calendar: 'anna', name: 'Anna, Carla', colour: 1 },
      { calendar: 'biel', name: 'Biel', colour: 2 },
    ]);
  });

  it('are one where somebody alone uses the organisation’s', () => {
    expect(agendasOf([{ name: 'Biel', calendars: ['primary'] }], 'Organització')).toEqual([{ calendar: 'primary', name: 'Biel', colour: 0 }]);
  });
});
