import { describe, expect, it } from 'vitest';
import { cellsAt, doubled, guess, mapped, placeOf, preview, textOf } from './csv';

const sent = async (text: string, mapping: (string | undefined)[]) => mapped(text, preview(text)!, mapping).text();

describe('the preview of a CSV', () => {
  it('takes the separator that is most frequent, or the one that the file names', () => {
    expect(preview('Nom;Correu\nAnna;a@x.cat')).toMatchObject({ delimiter: ';', columns: ['Nom', 'Correu'], rows: [['Anna', 'a@x.cat']] });
    expect(preview('sep=;\r\nNom, complet;Correu\r\nAnna;a@x.cat\r\n')).toMatchObject({ columns: ['Nom, complet', 'Correu'] });
  });

  it('reads quotes, line ends inside them, and leaves empty rows and columns out', () => {
    const found = preview('\ufeff\nname,tags,,\n"Puig ""i"" fills, S.L.","a\nb",,\n\nAnna,,,');
    expect(found).toMatchObject({ columns: ['name', 'tags'] });
    expect(found!.rows.map((row) => row.slice(0, 2))).toEqual([['Puig "i" fills, S.L.', 'a\nb'], ['Anna', '']]);
  });

  it('has nothing of an empty file', () => {
    expect(preview('')).toBeUndefined();
    expect(preview('\n;;\n')).toBeUndefined();
  });
});

describe('the mapping', () => {
  it('knows the names of usual spreadsheets, once each', () => {
    expect(guess(['Raó social', 'Correo electrónico', 'NIF', 'Sector', 'created_at', 'Mail', ''])).toEqual([
      'name', 'email', 'tax_id.number', 'custom_fields.Sector', undefined, 'custom_fields.Mail', undefined,
    ]);
  });

  it('knows columns by the names by which the API does', () => {
    expect(guess(['Client', 'Tel.', 'Correu-e', 'N.I.F.', 'Adreça fiscal', 'Observacions'])).toEqual([
      'name', 'phone', 'email', 'tax_id.number', 'address.street', 'custom_fields.Observacions',
    ]);
    expect(guess(['Nom del client', 'Mòbil', 'Correu', 'Categoria'])).toEqual(['name', 'phone', 'email', 'custom_fields.Categoria']);
  });

  it('knows tax numbers and addresses in any spelling', () => {
    expect(guess(['N.I.F.', 'CIF', 'Adreça', 'CP', 'Població', 'Província', 'País', 'NIF/CIF'])).toEqual([
      'tax_id.number', 'custom_fields.CIF', 'address.street', 'address.postal_code', 'address.city', 'address.province', 'address.country',
      'custom_fields.NIF/CIF',
    ]);
  });

  it('takes the columns of our own export as they are', () => {
    const exported = ['id', 'tax_id.type', 'tax_id.country', 'tax_id.number', 'address.label', 'address.street', 'other_addresses', 'custom_fields'];
    expect(guess(exported)).toEqual(exported);
  });

  it('names the columns that two are mapped to', () => {
    expect(doubled(['name', 'email', 'email', undefined, undefined])).toEqual(['email']);
  });
});

describe('the file that is sent', () => {
  it('has the chosen columns, and each row at its number', async () => {
    const text = 'sep=;\nNom;Secret;Correu\n"Puig; fills";x;p@x.cat\n\n"A ""B""";y;';
    expect(await sent(text, ['name', undefined, 'email'])).toBe('\r\nname,email\r\nPuig; fills,p@x.cat\r\n\r\n"A ""B""",\r\n');
  });
});

describe('the text of a file', () => {
  it('is UTF-8, UTF-16 or Windows-1252', () => {
    expect(textOf(new TextEncoder().encode('Raó'))).toBe('Raó');
    expect(textOf(new Uint8Array([0x52, 0x61, 0xf3]))).toBe('Raó');
    expect(textOf(new Uint8Array([0xff, 0xfe, 0x52, 0, 0xf3, 0]))).toBe('Ró');
  });
});

describe('what is corrected on the page', () => {
  const text = 'sep=;\r\nNom;Correu;Zona\r\n\r\nAnna;sense arrova;Vic\r\nPau;p@x.cat;Reus\r\n';
  const mapping = ['name', 'email', undefined];

  it('is found by the row as the check names it, and by the column of the API', () => {
    expect(cellsAt(text, preview(text)!, mapping, new Set([4]))).toEqual(new Map([[placeOf(4, 'name'), 'Anna'], [placeOf(4, 'email'), 'sense arrova']]));
    expect(cellsAt(text, preview(text)!, mapping, new Set())).toEqual(new Map());
  });

  it('is sent in the place of what the file says, and rows keep their numbers', async () => {
    const corrections = new Map([[placeOf(4, 'email'), 'anna@x.cat']]);
    expect(await mapped(text, preview(text)!, mapping, corrections).text()).toBe('\r\nname,email\r\n\r\nAnna,anna@x.cat\r\nPau,p@x.cat\r\n');
  });
});
