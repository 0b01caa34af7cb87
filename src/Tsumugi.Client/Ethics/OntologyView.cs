namespace Tsumugi.Client.Ethics;

/// <summary>An ontology of diseases that was imported.</summary>
/// <param name="Name"><c>MONDO</c> or <c>NANDO</c>.</param>
/// <param name="Terms">Obsolete ones included.</param>
/// <param name="Sha256">Of the file that was sent, lower-case hexadecimal.</param>
public sealed record OntologyView(string Name, int Terms, int Obsolete, string Sha256);
