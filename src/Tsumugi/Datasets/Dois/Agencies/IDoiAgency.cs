namespace Tsumugi.Datasets.Dois.Agencies;

/// <summary>Registers DOIs with the world; picked by its name.</summary>
public interface IDoiAgency
{
    string Name { get; }

    /// <returns>What is sent for the record: the same text for the same record, always. Null when the agency knows no such state.</returns>
    string? Write(DoiRecord record);

    /// <summary>Tells the agency; sending the same again changes nothing there.</summary>
    Task<AgencyAnswer> SendAsync(string doi, string text, CancellationToken stop);
}

public enum Verdict
{
    Accepted,

    /// <summary>Not now: no answer, a busy service, or an account that is not let in until somebody mends the settings.</summary>
    TryAgain,

    /// <summary>Never in this form: the metadata must change first.</summary>
    Refused,
}

/// <param name="Text">Why not, in the agency's words; empty when it was accepted.</param>
/// <param name="After">How long the agency asks to be left alone, when it says so.</param>
public readonly record struct AgencyAnswer(Verdict Verdict, string Text = "", TimeSpan? After = null);
