namespace Tsumugi.Client.UseCases;

/// <summary>What became of a file of publications.</summary>
/// <param name="Format"><c>bibtex</c>, <c>ris</c> or <c>json</c>.</param>
/// <param name="Known">Were registered already.</param>
/// <param name="Refused">Could not be taken; the first of them are listed.</param>
public sealed record ImportReport(string Format, int Imported, int Known, int Refused, IReadOnlyList<ImportFault> Faults);

/// <param name="Line">Of the file, from 1; of a JSON list the number of the item.</param>
/// <param name="Key">How the file calls the entry.</param>
public sealed record ImportFault(int Line, string Key, string ReasonJa, string ReasonEn);
