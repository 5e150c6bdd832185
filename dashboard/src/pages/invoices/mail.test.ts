import type { Invoice } from '@bivelio/sdk';
import { describe, expect, it } from 'vitest';
import { mailOf } from './mail';

const INVOICE = { number: 'FAC-2026-042', total: 1234.5, amount_due: 1234.5, currency: 'EUR', due_date: '2026-05-07' } as Invoice;

describe('the mail of an invoice', () => {
  it('is in the language of the invoice, with its day and amount', () => {
    expect(mailOf({ ...INVOICE, language: 'es' }, 'Empresa ABC')).toEqual({
      subject: 'Factura FAC-2026-042 de Empresa ABC',
      message: 'Buenos días:\n\nAdjuntamos la factura FAC-2026-042, de 1.234,50\u00a0€, con vencimiento el 7 de mayo de 2026.\n\nEmpresa ABC',
    });
    expect(mailOf({ ...INVOICE, language: 'en' }, 'Empresa ABC').message).toContain('of €1,234.50, due on May 7, 2026.');
  });

  it('names no day once it is paid', () => {
    expect(mailOf({ ...INVOICE, language: 'ca', amount_due: 0 }, 'Empresa ABC').message).toBe('Bon dia,\n\nUs adjuntem la factura FAC-2026-042, de 1.234,50\u00a0€.\n\nEmpresa ABC');
  });
});
