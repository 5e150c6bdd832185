/** What is extracted, by its name, in the reader's language. */
import { useLingui } from '@lingui/react/macro';

/** The labels of the fields; one that has none is its name with spaces. */
export function useFieldNames(): (name: string) => string {
  const { t } = useLingui();
  const names: Record<string, string> = {
    invoice_number: t`Número de la factura`,
    receipt_number: t`Número del tiquet`,
    date: t`Data`,
    issue_date: t`Data d’emissió`,
    due_date: t`Venciment`,
    delivery_date: t`Data d’entrega`,
    start_date: t`Inici`,
    end_date: t`Fi`,
    issuer: t`Qui l’emet`,
    issuer_nif: t`NIF de qui l’emet`,
    recipient: t`Qui la rep`,
    recipient_nif: t`NIF de qui la rep`,
    merchant: t`Comerç`,
    parties: t`Les parts`,
    line_items: t`Línies`,
    taxes: t`IVA, per tipus`,
    subtotal: t`Base imposable`,
    tax: t`IVA`,
    tax_rate: t`IVA, %`,
    withheld: t`Retenció d’IRPF`,
    disbursed: t`Suplerts`,
    total: t`Total`,
    amount_due: t`Per pagar`,
    amount: t`Import`,
    currency: t`Moneda`,
    iban: 'IBAN',
    is_credit_note: t`És un abonament`,
    order_reference: t`Referència de la comanda`,
    payment_method: t`Com s’ha pagat`,
    title: t`Títol`,
    duration: t`Durada`,
    deed_type: t`Tipus d’escriptura`,
    protocol_number: t`Número de protocol`,
    notary: t`Notari`,
    place: t`Lloc`,
    name: t`Nom`,
    nif: t`NIF`,
    description: t`Concepte`,
    quantity: t`Quantitat`,
    unit_price: t`Preu`,
    rate: t`Tipus, %`,
    base: t`Base`,
  };
  return (name) => names[name] ?? name.replaceAll('_', ' ');
}
