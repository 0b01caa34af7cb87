using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Genes;

namespace Tsumugi.Formats.Tests.Genes;

public sealed class SampleTests
{
    [Fact]
    public async Task GeneImport_of_the_sample_x()
    {
        var ct = TestContext.Current.CancellationToken;
        using var source = Sample.Open();
        using var table = new MemoryStream();
        var report = await GeneImport.RunAsync(source, Sample.Name, table, GenBankOptions.Default, null, ct);
        File.WriteAllText("/tmp/report.json", report.ToJson());
        File.WriteAllBytes("/tmp/genes.parquet", table.ToArray());
    }
}
