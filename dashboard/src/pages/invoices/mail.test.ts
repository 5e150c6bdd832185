import type { Invoice } from '@bivelio/sdk';
import { describe, expect, it } from 'vitest';
import { mailOf, reminderOf } from './mail';

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

describe('the reminder of an invoice', () => {
  it('says what is left and since when, in the language of the invoice', () => {
    const invoice = { ...INVOICE, amount_due: 1000, language: 'es' } as Invoice;
    expect(reminderOf(invoice, 'Empresa ABC').subject).toBe('Recordatorio de la factura FAC-2026-042 de Empresa ABC');
    expect(reminderOf(invoice, 'Empresa ABC').message).toContain('venció el 7 de mayo de 2026 y quedan por pagar 1.000,00\u00a0€.');
    expect(reminderOf({ ...invoice, language: 'en' }, 'Empresa ABC').message).toContain('was due on May 7, 2026 and €1,000.00 of it are still to be paid.');
    expect(reminderOf({ ...INVOICE, language: 'ca', due_date: undefined } as Invoice, 'Empresa ABC').message).toContain('ha vençut i en queden per pagar 1.234,50');
  });
});
