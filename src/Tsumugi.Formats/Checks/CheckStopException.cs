namespace Tsumugi.Formats.Checks;

/// <summary>Ends the check of a part that cannot be followed further; the check turns it into its finding.</summary>
internal sealed class CheckStopException(Finding finding) : Exception(finding.ToString())
{
    public Finding Finding { get; } = finding;
}
