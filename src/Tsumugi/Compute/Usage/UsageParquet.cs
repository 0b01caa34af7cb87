using Parquet;
using Parquet.Schema;
using Tsumugi.Client.Compute;

namespace Tsumugi.Compute.Usage;

/// <summary>Usage as a Parquet table, with the columns of the one in CSV.</summary>
internal static class UsageParquet
{
    public static async Task<byte[]> OfAsync(IReadOnlyList<string> by, IReadOnlyList<UsageRow> rows, CancellationToken stop)
    {
        var groups = by.Select(name => new DataField<string>(name)).ToList();
        var (runs, held, used) = (new DataField<int>("runs"), new DataField<double>("coreHours"), new DataField<double?>("coreHoursUsed"));
        var (requested, gpus, wait) = (new DataField<double>("requestedCoreHours"), new DataField<double>("gpuHours"), new DataField<double>("meanWaitHours"));

        // Credits are counted in whole millionths; so many digits hold every sum of them.
        var credits = new DecimalDataField("credits", 28, 6);
        var schema = new ParquetSchema([.. groups, runs, held, used, requested, gpus, wait, credits]);
        using var bytes = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, bytes, cancellationToken: stop))
        {
            using var group = writer.CreateRowGroup();
            foreach (var (field, name) in groups.Zip(by))
                await group.WriteAsync(field, rows.Select(row => row.Group[name]).ToArray());
            await group.WriteAsync<int>(runs, rows.Select(row => row.Runs).ToArray(), cancellationToken: stop);
            await group.WriteAsync<double>(held, rows.Select(row => row.CoreHours).ToArray(), cancellationToken: stop);
            await group.WriteAsync<double>(used, rows.Select(row => row.CoreHoursUsed).ToArray(), cancellationToken: stop);
            await group.WriteAsync<double>(requested, rows.Select(row => row.RequestedCoreHours).ToArray(), cancellationToken: stop);
            await group.WriteAsync<double>(gpus, rows.Select(row => row.GpuHours).ToArray(), cancellationToken: stop);
            await group.WriteAsync<double>(wait, rows.Select(row => row.WaitHours).ToArray(), cancellationToken: stop);
            await group.WriteAsync<decimal>(credits, rows.Select(row => row.Credits).ToArray(), cancellationToken: stop);
            group.CompleteValidate();
        }

        return bytes.ToArray();
    }
}
