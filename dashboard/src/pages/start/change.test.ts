import { expect, test } from 'vitest';
import { changeOf } from './change';

test.each([
  [120, 100, 20],
  [50, 100, -50],
  [100, 100, 0],
  [0, 100, -100],
  [100, 0, undefined],
  [0, 0, undefined],
  [-50, -100, 50],
  [100, 3, 3233],
])('from %i to %i', (now, before, change) => expect(changeOf(now, before)).toBe(change));
