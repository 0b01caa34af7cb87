using Tsumugi.Formats.Checks;
using Tsumugi.Formats.Checks.Sniffing;

namespace Tsumugi.Formats.Tests.Checks;

public sealed class RealFileTests
{
    [Fact]
    public void FileChecks_genome_of_the_samples_has_no_finding()
    {
        using var file = Sample.Open();
        var report = FileChecks.Run(file, Sample.Name, TestContext.Current.CancellationToken);
        Assert.Empty(report.Findings);
        Assert.Equal(new FileSniff(FileKind.Gzip, FileKind.GenBank), report.Sniff);
    }

    /// <summary>For files too large or of other licences than the repository's: a folder named by the environment.</summary>
    [Fact]
    public void FileChecks_files_of_a_folder_of_the_environment_are_not_refused()
    {
        var folder = Environment.GetEnvironmentVariable("TSUMUGI_CHECK_FILES");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "TSUMUGI_CHECK_FILES names no folder of sound files.");
        foreach (var path in Directory.EnumerateFiles(folder!, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var file = File.OpenRead(path);
            var report = FileChecks.Run(file, Path.GetRelativePath(folder!, path), TestContext.Current.CancellationToken);
            TestContext.Current.TestOutputHelper?.WriteLine($"{report.Sniff}: {report.Worst}: {path}");
            foreach (var finding in report.Findings)
                TestContext.Current.TestOutputHelper?.WriteLine($"  {finding}");
            Assert.NotEqual(Severity.Refused, report.Worst);
        }
    }
}
