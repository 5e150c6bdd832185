// Reads iCalendar from standard input with ical.js and writes what it found of the one event as JSON.
import ICAL from 'ical.js';

let text = '';
for await (const part of process.stdin) text += part;
const calendar = new ICAL.Component(ICAL.parse(text));
const component = calendar.getFirstSubcomponent('vevent');
const event = new ICAL.Event(component);
console.log(JSON.stringify({
  method: calendar.getFirstPropertyValue('method'),
  uid: event.uid,
  sequence: event.sequence,
  summary: event.summary,
  description: event.description,
  location: event.location,
  start: event.startDate.toString(),
  end: event.endDate.toString(),
  isDate: event.startDate.isDate,
  status: component.getFirstPropertyValue('status'),
  organizer: event.organizer,
  attendees: event.attendees.map((each) => [each.getFirstValue(), each.getParameter('role'), each.getParameter('cn') ?? null]),
}));
