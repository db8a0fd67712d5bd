/** What is known of something, as one line for somebody who does not see it. */
export const known = (...facts: string[]): string => facts.filter((fact) => fact !== '').join(', ');
