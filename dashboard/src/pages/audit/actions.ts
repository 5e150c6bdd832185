/** The actions of the audit log by name. Those that it gets later are shown by their own name. */
import { language, type Text } from '~/app/language';

const ACTIONS = {
  'session.started': { ca: 'Ha iniciat una sessió', es: 'Ha iniciado una sesión', en: 'Signed in' },
  'session.ended': { ca: 'S’ha tancat una sessió', es: 'Se ha cerrado una sesión', en: 'A session ended' },
  'session.reuse_detected': { ca: 'Algú ha reutilitzat una credencial de sessió', es: 'Alguien ha reutilizado una credencial de sesión', en: 'A session credential was used twice' },
  'sign_in.failed': { ca: 'Inici de sessió fallit', es: 'Inicio de sesión fallido', en: 'Sign-in failed' },
  'sign_in.locked': { ca: 'Inici de sessió bloquejat', es: 'Inicio de sesión bloqueado', en: 'Sign-in locked' },
  'user.created': { ca: 'S’ha creat una persona', es: 'Se ha creado una persona', en: 'A person was created' },
  'user.role_changed': { ca: 'Ha canviat un rol', es: 'Ha cambiado un rol', en: 'A role changed' },
  'user.password_changed': { ca: 'Ha canviat una contrasenya', es: 'Ha cambiado una contraseña', en: 'A password changed' },
  'user.password_change_failed': { ca: 'Canvi de contrasenya fallit', es: 'Cambio de contraseña fallido', en: 'Password change failed' },
  'user.password_reset': { ca: 'S’ha restablert una contrasenya', es: 'Se ha restablecido una contraseña', en: 'A password was reset' },
  'user.email_changed': { ca: 'Ha canviat una adreça de correu', es: 'Ha cambiado una dirección de correo', en: 'An e-mail address changed' },
  'user.confirmation_failed': { ca: 'Confirmació de la contrasenya fallida', es: 'Confirmación de la contraseña fallida', en: 'Password confirmation failed' },
  'user.sessions_ended': { ca: 'S’han tancat les sessions d’una persona', es: 'Se han cerrado las sesiones de una persona', en: 'A person’s sessions were ended' },
  'user.left': { ca: 'Una persona ha marxat', es: 'Una persona se ha ido', en: 'A person left' },
  'user.removed': { ca: 'S’ha tret una persona', es: 'Se ha quitado a una persona', en: 'A person was removed' },
  'invitation.sent': { ca: 'S’ha enviat una invitació', es: 'Se ha enviado una invitación', en: 'An invitation was sent' },
  'invitation.revoked': { ca: 'S’ha retirat una invitació', es: 'Se ha retirado una invitación', en: 'An invitation was withdrawn' },
  'invitation.accepted': { ca: 'S’ha acceptat una invitació', es: 'Se ha aceptado una invitación', en: 'An invitation was accepted' },
  'mfa.enabled': { ca: 'S’ha activat un segon factor', es: 'Se ha activado un segundo factor', en: 'A second factor was switched on' },
  'mfa.disabled': { ca: 'S’ha desactivat un segon factor', es: 'Se ha desactivado un segundo factor', en: 'A second factor was switched off' },
  'mfa.codes_renewed': { ca: 'S’han fet codis de recuperació nous', es: 'Se han hecho códigos de recuperación nuevos', en: 'New recovery codes were made' },
  'mfa.reset': { ca: 'S’ha restablert un segon factor', es: 'Se ha restablecido un segundo factor', en: 'A second factor was reset' },
  'organisation.created': { ca: 'S’ha creat l’organització', es: 'Se ha creado la organización', en: 'The organisation was created' },
  'organisation.updated': { ca: 'Ha canviat l’organització', es: 'Ha cambiado la organización', en: 'The organisation changed' },
  'organisation.suspended': { ca: 'S’ha suspès l’organització', es: 'Se ha suspendido la organización', en: 'The organisation was suspended' },
  'organisation.resumed': { ca: 'S’ha reprès l’organització', es: 'Se ha reanudado la organización', en: 'The organisation was resumed' },
  'plan.changed': { ca: 'Ha canviat el pla', es: 'Ha cambiado el plan', en: 'The plan changed' },
  'credits.granted': { ca: 'S’han concedit crèdits', es: 'Se han concedido créditos', en: 'Credits were granted' },
  'key.created': { ca: 'S’ha creat una clau d’API', es: 'Se ha creado una clave de API', en: 'An API key was created' },
  'throttle.agreed': { ca: 'S’ha acordat un límit de peticions', es: 'Se ha acordado un límite de peticiones', en: 'A limit of requests was agreed' },
  'throttle.removed': { ca: 'S’ha retirat el límit de peticions acordat', es: 'Se ha retirado el límite de peticiones acordado', en: 'The agreed limit of requests was taken back' },
  'key.updated': { ca: 'S’ha canviat una clau d’API', es: 'Se ha cambiado una clave de API', en: 'An API key was changed' },
  'key.rotated': { ca: 'S’ha girat una clau d’API', es: 'Se ha rotado una clave de API', en: 'An API key was rotated' },
  'key.revoked': { ca: 'S’ha revocat una clau d’API', es: 'Se ha revocado una clave de API', en: 'An API key was revoked' },
  'signing_key.rotated': { ca: 'S’ha girat la clau de signatura', es: 'Se ha rotado la clave de firma', en: 'The signing key was rotated' },
  'signing_key.retired': { ca: 'S’ha retirat una clau de signatura', es: 'Se ha retirado una clave de firma', en: 'A signing key was retired' },
  'secret.set': { ca: 'S’ha desat un secret', es: 'Se ha guardado un secreto', en: 'A secret was set' },
  'secret.deleted': { ca: 'S’ha esborrat un secret', es: 'Se ha borrado un secreto', en: 'A secret was deleted' },
  'webhook.created': { ca: 'S’ha creat un webhook', es: 'Se ha creado un webhook', en: 'A webhook was created' },
  'webhook.updated': { ca: 'Ha canviat un webhook', es: 'Ha cambiado un webhook', en: 'A webhook changed' },
  'webhook.enabled': { ca: 'S’ha activat un webhook', es: 'Se ha activado un webhook', en: 'A webhook was enabled' },
  'webhook.secret_rotated': { ca: 'S’ha girat el secret d’un webhook', es: 'Se ha rotado el secreto de un webhook', en: 'A webhook’s secret was rotated' },
  'webhook.deleted': { ca: 'S’ha esborrat un webhook', es: 'Se ha borrado un webhook', en: 'A webhook was deleted' },
  'workflow.created': { ca: 'S’ha creat un flux de treball', es: 'Se ha creado un flujo de trabajo', en: 'A workflow was created' },
  'workflow.updated': { ca: 'Ha canviat un flux de treball', es: 'Ha cambiado un flujo de trabajo', en: 'A workflow changed' },
  'workflow.archived': { ca: 'S’ha arxivat un flux de treball', es: 'Se ha archivado un flujo de trabajo', en: 'A workflow was archived' },
  'workflow.restored': { ca: 'S’ha recuperat un flux de treball', es: 'Se ha recuperado un flujo de trabajo', en: 'A workflow was restored' },
  'workflow.paused': { ca: 'S’ha posat en pausa un flux de treball', es: 'Se ha pausado un flujo de trabajo', en: 'A workflow was paused' },
  'workflow.resumed': { ca: 'S’ha reprès un flux de treball', es: 'Se ha reanudado un flujo de trabajo', en: 'A workflow was resumed' },
  'workflow.deleted': { ca: 'S’ha esborrat un flux de treball', es: 'Se ha borrado un flujo de trabajo', en: 'A workflow was deleted' },
  'workflow.url_rotated': { ca: 'Ha canviat l’URL que inicia un flux', es: 'Ha cambiado la URL que inicia un flujo', en: 'The URL that starts a workflow changed' },
  'instance.cancelled': { ca: 'S’ha cancel·lat una execució', es: 'Se ha cancelado una ejecución', en: 'A run was cancelled' },
  'instance.paused': { ca: 'S’ha posat en pausa una execució', es: 'Se ha pausado una ejecución', en: 'A run was paused' },
  'instance.resumed': { ca: 'S’ha reprès una execució', es: 'Se ha reanudado una ejecución', en: 'A run was resumed' },
  'agent.call_decided': { ca: 'S’ha decidit una crida d’un agent', es: 'Se ha decidido una llamada de un agente', en: 'A call of an agent was decided' },
  'approval.decided': { ca: 'S’ha decidit una aprovació', es: 'Se ha decidido una aprobación', en: 'An approval was decided' },
  'agent.created': { ca: 'S’ha creat un agent', es: 'Se ha creado un agente', en: 'An agent was created' },
  'agent.updated': { ca: 'Ha canviat un agent', es: 'Ha cambiado un agente', en: 'An agent changed' },
  'books.started': { ca: 'S’han demanat uns llibres', es: 'Se han pedido unos libros', en: 'Books were asked for' },
  'connection.created': { ca: 'S’ha connectat un compte', es: 'Se ha conectado una cuenta', en: 'An account was connected' },
  'connection.completed': { ca: 'S’ha completat una connexió', es: 'Se ha completado una conexión', en: 'A connection was completed' },
  'connection.removed': { ca: 'S’ha desconnectat un compte', es: 'Se ha desconectado una cuenta', en: 'An account was disconnected' },
  'export.started': { ca: 'S’ha començat una exportació', es: 'Se ha iniciado una exportación', en: 'An export was started' },
  'invoice.corrected': { ca: 'S’ha corregit una factura rebuda', es: 'Se ha corregido una factura recibida', en: 'A received invoice was corrected' },
  'invoice.booked': { ca: 'S’ha comptabilitzat una factura rebuda', es: 'Se ha contabilizado una factura recibida', en: 'A received invoice was booked' },
  'invoice_settings.updated': { ca: 'Ha canviat la facturació', es: 'Ha cambiado la facturación', en: 'Invoicing settings changed' },
} satisfies Record<string, Text>;

export type Action = keyof typeof ACTIONS;

export const ACTION_NAMES = Object.keys(ACTIONS) as Action[];

const DETAILS = {
  after: { ca: 'ara', es: 'ahora', en: 'now' },
  allowed_hosts: { ca: 'servidors', es: 'servidores', en: 'hosts' },
  before: { ca: 'abans', es: 'antes', en: 'before' },
  changed: { ca: 'camps', es: 'campos', en: 'fields' },
  connection: { ca: 'connexió', es: 'conexión', en: 'connection' },
  contacts: { ca: 'contactes', es: 'contactos', en: 'contacts' },
  environment: { ca: 'entorn', es: 'entorno', en: 'environment' },
  export: { ca: 'exportació', es: 'exportación', en: 'export' },
  fields: { ca: 'camps', es: 'campos', en: 'fields' },
  invitation: { ca: 'invitació', es: 'invitación', en: 'invitation' },
  key: { ca: 'clau', es: 'clave', en: 'key' },
  name: { ca: 'nom', es: 'nombre', en: 'name' },
  narrowed_by: { ca: 'filtres', es: 'filtros', en: 'filters' },
  overlap_seconds: { ca: 'segons de marge', es: 'segundos de margen', en: 'seconds of overlap' },
  plan: { ca: 'pla', es: 'plan', en: 'plan' },
  provider: { ca: 'servei', es: 'servicio', en: 'service' },
  replaced_by: { ca: 'substituïda per', es: 'sustituida por', en: 'replaced by' },
  role: { ca: 'rol', es: 'rol', en: 'role' },
  seconds: { ca: 'segons', es: 'segundos', en: 'seconds' },
  secret: { ca: 'secret', es: 'secreto', en: 'secret' },
  session: { ca: 'sessió', es: 'sesión', en: 'session' },
  status: { ca: 'estat', es: 'estado', en: 'status' },
  user: { ca: 'persona', es: 'persona', en: 'person' },
  version: { ca: 'versió', es: 'versión', en: 'version' },
  webhook: { ca: 'webhook', es: 'webhook', en: 'webhook' },
  workflow: { ca: 'flux', es: 'flujo', en: 'workflow' },
} satisfies Record<string, Text>;

/** What a detail of an action is called, in the interface's language; one that is new by its own name. */
export function detailName(name: string): string {
  return (DETAILS as Record<string, Text>)[name]?.[language()] ?? name;
}

/** What an action says, in the interface's language. */
export function actionName(action: string): string {
  return (ACTIONS as Record<string, Text>)[action]?.[language()] ?? action;
}
