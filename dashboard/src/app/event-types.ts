/** The types of events by name. A test compares them with those that the API has. */
import { language, type Text } from './language';

export const EVENT_TYPES = {
  'contact.created': { ca: 'S’ha creat un contacte', es: 'Se ha creado un contacto', en: 'A contact was created' },
  'contact.updated': { ca: 'Ha canviat un contacte', es: 'Ha cambiado un contacto', en: 'A contact has changed' },
  'contact.merged': { ca: 'S’ha fusionat un contacte amb un altre', es: 'Se ha fusionado un contacto con otro', en: 'A contact was merged into another one' },
  'contact.archived': { ca: 'S’ha arxivat un contacte', es: 'Se ha archivado un contacto', en: 'A contact was archived' },
  'invoice.created': { ca: 'S’ha creat una factura', es: 'Se ha creado una factura', en: 'An invoice was created' },
  'invoice.paid': { ca: 'S’ha cobrat una factura', es: 'Se ha cobrado una factura', en: 'An invoice was paid in full' },
  'booking.created': { ca: 'S’ha fet una reserva', es: 'Se ha hecho una reserva', en: 'A booking was made' },
  'booking.moved': { ca: 'S’ha canviat l’hora d’una reserva', es: 'Se ha cambiado la hora de una reserva', en: 'A booking was moved' },
  'booking.cancelled': { ca: 'S’ha cancel·lat una reserva', es: 'Se ha cancelado una reserva', en: 'A booking was cancelled' },
  'task.due': { ca: 'Ha arribat l’hora d’una tasca', es: 'Ha llegado la hora de una tarea', en: 'A task is due' },
  'task.reminder': { ca: 'Una tasca venç aviat', es: 'Una tarea vence pronto', en: 'A task is due soon' },
  'deal.created': { ca: 'S’ha creat una oportunitat', es: 'Se ha creado una oportunidad', en: 'A deal was created' },
  'deal.updated': { ca: 'Ha canviat una oportunitat', es: 'Ha cambiado una oportunidad', en: 'A deal has changed' },
  'deal.stage_changed': { ca: 'Una oportunitat ha canviat d’etapa', es: 'Una oportunidad ha cambiado de etapa', en: 'A deal has moved to another stage' },
  'deal.won': { ca: 'S’ha guanyat una oportunitat', es: 'Se ha ganado una oportunidad', en: 'A deal was won' },
  'deal.lost': { ca: 'S’ha perdut una oportunitat', es: 'Se ha perdido una oportunidad', en: 'A deal was lost' },
  'invoice.issued': { ca: 'S’ha emès una factura', es: 'Se ha emitido una factura', en: 'An invoice was issued' },
  'invoice.sent': { ca: 'S’ha enviat una factura', es: 'Se ha enviado una factura', en: 'An invoice was sent' },
  'invoice.overdue': { ca: 'Ha vençut una factura', es: 'Ha vencido una factura', en: 'An invoice is overdue' },
  'invoice.voided': { ca: 'S’ha anul·lat una factura', es: 'Se ha anulado una factura', en: 'An invoice was voided' },
  'invoice.booked': { ca: 'S’ha comptabilitzat una factura rebuda', es: 'Se ha contabilizado una factura recibida', en: 'A received invoice was booked' },
  'invoice.rectified': { ca: 'S’ha rectificat una factura', es: 'Se ha rectificado una factura', en: 'An invoice was rectified' },
  'message.received': { ca: 'Ha arribat un missatge', es: 'Ha llegado un mensaje', en: 'A message has come in' },
  'message.sent': { ca: 'S’ha enviat un missatge', es: 'Se ha enviado un mensaje', en: 'A message was sent' },
  'message.updated': { ca: 'Ha canviat un missatge', es: 'Ha cambiado un mensaje', en: 'A message has changed' },
  'calendar.created': { ca: 'S’ha creat un esdeveniment', es: 'Se ha creado un evento', en: 'An event was created' },
  'calendar.updated': { ca: 'Ha canviat un esdeveniment', es: 'Ha cambiado un evento', en: 'An event has changed' },
  'calendar.cancelled': { ca: 'S’ha cancel·lat un esdeveniment', es: 'Se ha cancelado un evento', en: 'An event was cancelled' },
  'calendar.starting': { ca: 'Comença aviat un esdeveniment', es: 'Empieza pronto un evento', en: 'An event starts soon' },
  'case.created': { ca: 'S’ha obert un cas', es: 'Se ha abierto un caso', en: 'A case was created' },
  'case.updated': { ca: 'Ha canviat un cas', es: 'Ha cambiado un caso', en: 'A case has changed' },
  'document.stored': { ca: 'S’ha desat un document', es: 'Se ha guardado un documento', en: 'A document was stored' },
  'document.extracted': { ca: 'S’han extret les dades d’un document', es: 'Se han extraído los datos de un documento', en: 'The data of a document was extracted' },
  'document.processed': { ca: 'S’ha llegit un document', es: 'Se ha leído un documento', en: 'A document was processed' },
  'workflow.completed': { ca: 'Ha acabat un flux de treball', es: 'Ha terminado un flujo de trabajo', en: 'A workflow has finished' },
  'workflow.failed': { ca: 'Ha fallat un flux de treball', es: 'Ha fallado un flujo de trabajo', en: 'A workflow has failed' },
  'workflow.waiting': { ca: 'Una aprovació espera una persona', es: 'Una aprobación espera a una persona', en: 'An approval waits for a person' },
  'agent.executed': { ca: 'Ha respost un agent', es: 'Ha respondido un agente', en: 'An agent has answered' },
  'agent.waiting': { ca: 'Un agent espera una persona', es: 'Un agente espera a una persona', en: 'An agent waits for a person' },
  'webhook.failing': { ca: 'Un webhook falla', es: 'Un webhook falla', en: 'A webhook is failing' },
  'webhook.disabled': { ca: 'S’ha desactivat un webhook', es: 'Se ha desactivado un webhook', en: 'A webhook was disabled' },
} satisfies Record<string, Text>;

export type EventType = keyof typeof EVENT_TYPES;

export const EVENT_TYPE_NAMES = Object.keys(EVENT_TYPES) as EventType[];

/** What a type of event says, in the interface's language. */
export function eventName(type: string): string {
  return (EVENT_TYPES as Record<string, Text>)[type]?.[language()] ?? type;
}
