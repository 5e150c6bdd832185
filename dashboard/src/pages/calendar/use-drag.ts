/**
 * Drawing, moving and resizing on the grid, by the mouse, by touch and by keys.
 *
 * A finger scrolls; it moves what it has been held on for a moment. The keys work on the event that has the focus: M begins,
 * the arrows move, with Shift they change the end, Enter saves and Escape gives up.
 */
import type { CalendarEvent } from '@bivelio/sdk';
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { byKey, clicked, drawn, isOurs, moved, type Place, resized, targetOf, type Target } from './grid';

const [HELD_FOR, FAR] = [350, 5];

export interface Ghost {
  /** What is moved or resized; undefined for a time that is drawn. */
  event?: CalendarEvent;
  target: Target;
  /** Whether the keys move it: then it stays until Enter or Escape. */
  byKeys: boolean;
  isResized: boolean;
}

interface Options {
  grid: RefObject<HTMLDivElement | null>;
  places: readonly Place[];
  events: readonly CalendarEvent[];
  /** The first hour of the grid and the one after the last. */
  hours: [first: number, last: number];
  /** Whether nothing can be drawn or moved now: asked at each beginning. */
  isOff: () => boolean;
  /** Whether a move is being saved: meanwhile no other event is moved, and a new one is drawn as always. */
  isSaving: boolean;
  onDraw: (target: Target) => void;
  onMove: (event: CalendarEvent, target: Target) => void;
}

interface Held {
  x: number;
  y: number;
  column: number;
  minute: number;
  isTouch: boolean;
  isResizing: boolean;
  event?: CalendarEvent;
  timer?: ReturnType<typeof setTimeout>;
}

export function useDrag({ grid, places, events, hours: [first, last], isOff, isSaving, onDraw, onMove }: Options) {
  const [ghost, setGhost] = useState<Ghost>();
  const held = useRef<Held>(undefined);
  const isDragging = useRef(false);

  const drop = () => {
    clearTimeout(held.current?.timer);
    held.current = undefined;
    isDragging.current = false;
    setGhost(undefined);
  };

  useEffect(() => {
    const { current } = grid;
    const stay = (event: Event) => {
      if (isDragging.current && event.cancelable) event.preventDefault();
    };
    const escape = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape' && isDragging.current) drop();
    };
    current?.addEventListener('touchmove', stay, { passive: false });
    current?.addEventListener('contextmenu', stay);
    addEventListener('keydown', escape);
    return () => {
      current?.removeEventListener('touchmove', stay);
      current?.removeEventListener('contextmenu', stay);
      removeEventListener('keydown', escape);
    };
  });

  /** The column under the pointer, or the nearest one, and the minute of the day. */
  function spotOf({ clientX, clientY }: Pick<PointerEvent, 'clientX' | 'clientY'>): { column: number; minute: number } {
    const boxes = [...(grid.current?.querySelectorAll('[data-column]') ?? [])].map((each) => each.getBoundingClientRect());
    const distances = boxes.map(({ left, right }) => Math.max(left - clientX, clientX - right, 0));
    const column = distances.indexOf(Math.min(...distances));
    const box = boxes[column];
    return { column, minute: box ? first * 60 + ((clientY - box.top) / box.height) * (last - first) * 60 : 0 };
  }

  const placeOf = (column: number): Place => places[column] ?? places[0] ?? { day: '' };

  function targetAt(pointer: Pick<PointerEvent, 'clientX' | 'clientY'>, { event, isResizing, minute, column }: Held): Target {
    const spot = spotOf(pointer);
    if (!event) return { ...placeOf(column), ...drawn(minute, spot.minute) };
    const own = targetOf(event);
    if (isResizing) return { ...own, ...resized(own, own.to + spot.minute - minute) };
    return { ...own, ...placeOf(spot.column), ...moved(own, own.from + spot.minute - minute) };
  }

  function onPointerDown(pointer: PointerEvent<HTMLElement>) {
    if (isOff() || pointer.button !== 0 || !pointer.isPrimary) return;
    const on = pointer.target as Element;
    const id = on.closest<HTMLElement>('[data-event]')?.dataset.event;
    const event = events.find((one) => one.id === id);
    if (id ? !event || event.all_day || !isOurs(event) || isSaving : !on.matches('[data-column]')) return;
    const isTouch = pointer.pointerType === 'touch';
    const now: Held = { x: pointer.clientX, y: pointer.clientY, ...spotOf(pointer), isTouch, isResizing: Boolean(on.closest('[data-resize]')), event };
    held.current = now;
    if (isTouch) {
      const { pointerId, clientX, clientY } = pointer;
      now.timer = setTimeout(() => begin(pointerId, { clientX, clientY }), HELD_FOR);
    }
  }

  function begin(pointerId: number, at: Pick<PointerEvent, 'clientX' | 'clientY'>) {
    const { current } = held;
    if (!current) return;
    isDragging.current = true;
    grid.current?.setPointerCapture(pointerId);
    setGhost({ event: current.event, target: targetAt(at, current), byKeys: false, isResized: current.isResizing });
  }

  function onPointerMove(pointer: PointerEvent<HTMLElement>) {
    const { current } = held;
    if (!current) return;
    if (isDragging.current) {
      setGhost({ event: current.event, target: targetAt(pointer, current), byKeys: false, isResized: current.isResizing });
      return;
    }
    if (Math.hypot(pointer.clientX - current.x, pointer.clientY - current.y) < FAR) return;
    if (current.isTouch) drop(); // it scrolls
    else begin(pointer.pointerId, pointer);
  }

  function onPointerUp(pointer: PointerEvent<HTMLElement>) {
    const { current } = held;
    if (!current) return;
    const target = isDragging.current ? targetAt(pointer, current) : { ...placeOf(current.column), ...clicked(current.minute) };
    const wasDragged = isDragging.current;
    drop();
    if (wasDragged) swallowClick();
    if (!current.event) onDraw(target);
    else if (wasDragged) onMove(current.event, target);
  }

  function onKeyDown(key: KeyboardEvent<HTMLElement>) {
    const id = (key.target as Element).closest<HTMLElement>('[data-event]')?.dataset.event;
    const event = events.find((one) => one.id === id);
    if (isOff() || isSaving || !event || key.ctrlKey || key.metaKey || key.altKey) return;
    if (!ghost?.byKeys) {
      if (key.key.toLowerCase() !== 'm' || event.all_day || !isOurs(event)) return;
      key.preventDefault();
      setGhost({ event, target: targetOf(event), byKeys: true, isResized: false });
      return;
    }
    const next = byKey(ghost.target, key.key, key.shiftKey, places);
    if (next) setGhost({ ...ghost, target: next, isResized: ghost.isResized || key.shiftKey });
    else if (key.key === 'Enter') {
      drop();
      onMove(event, ghost.target);
    } else if (key.key === 'Escape') drop();
    else return;
    key.preventDefault();
    key.stopPropagation();
  }

  const onBlur = () => {
    if (ghost?.byKeys) drop();
  };

  return { ghost, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: drop, onKeyDown, onBlur } };
}

/** What is let go of is not clicked on as well. */
function swallowClick() {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', swallow, { capture: true }), 0);
}
