using System.Text;
using Tsumugi.Formats.Checks;

namespace Tsumugi.Formats.Tests.Checks;

/// <summary>Runs the checks over bytes made in a test.</summary>
internal static class Checked
{
    public static CheckReport Run(byte[] bytes, string path) => FileChecks.Run(new MemoryStream(bytes, writable: false), path, TestContext.Current.CancellationToken);

    public static CheckReport Run(string text, string path) => Run(Encoding.UTF8.GetBytes(text), path);

    public static string[] Codes(this CheckReport report) => [.. report.Findings.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal)];

    public static string[] Codes(byte[] bytes, string path) => Run(bytes, path).Codes();

    /// <summary>What every report keeps to, whatever the file.</summary>
    public static void AssertSound(CheckReport report, string path)
    {
        var rules = CheckRules.All.ToDictionary(rule => rule.Code);
        foreach (var finding in report.Findings)
        {
            Assert.Equal(rules[finding.Code].Severity, finding.Severity);
            Assert.Equal(path, finding.Place.File);
            Assert.NotEmpty(finding.Text.Ja);
            Assert.NotEmpty(finding.Text.En);
            Assert.NotEmpty(finding.Remedy.En);
        }
    }
}
