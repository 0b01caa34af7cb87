using Tsumugi.Formats.Tests.GenBank;

namespace Tsumugi.Formats.Tests.Text;

/// <summary>Rows of bad files: what is written, then line, field and words of the refusal.</summary>
internal static class Refused
{
    public static async Task CheckAsync(string format, string text, int line, string field, string words)
    {
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => LineFormat.Of(format).ReadAsync(SmallFile.Bytes(text)))).Fault;
        Assert.Equal(("file", line, field), (fault.File, (int)fault.Line!, fault.Field));
        Assert.Contains(words, fault.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
    }

    /// <summary>The example with one place changed.</summary>
    public static string Bent(string valid, string old, string changed)
    {
        Assert.Contains(old, valid, StringComparison.Ordinal);
        return valid.Replace(old, changed, StringComparison.Ordinal);
    }
}
