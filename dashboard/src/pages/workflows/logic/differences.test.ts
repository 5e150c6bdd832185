import { describe, expect, it } from 'vitest';
import { differences } from './differences';

describe('differences', () => {
  it('are none between equal texts', () => {
    expect(differences('a\nb', 'a\nb')).toBe('');
  });

  it('show the lines of both with those around them', () => {
    expect(differences('1\n2\n3\n4\n5', '1\n2\nx\n4\n5')).toBe('  1\n  2\n- 3\n+ x\n  4\n  5');
  });

  it('leave out what is far from a change', () => {
    const many = Array.from({ length: 40 }, (_, at) => String(at));
    const other = many.map((line) => (line === '5' || line === '30' ? `${line}!` : line));
    expect(differences(many.join('\n'), other.join('\n')).split('\n')).toEqual([
      '  3', '  4', '- 5', '+ 5!', '  6', '  7', '…', '  28', '  29', '- 30', '+ 30!', '  31', '  32',
    ]); // prettier-ignore
  });

  it('find what was inserted and what was taken out', () => {
    expect(differences('a\nc', 'a\nb\nc')).toBe('  a\n+ b\n  c');
    expect(differences('a\nb\nc', 'a\nc')).toBe('  a\n- b\n  c');
  });
});
