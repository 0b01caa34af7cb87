using System.Net;
using System.Net.Sockets;

namespace Tsumugi.Web.Tests;

/// <summary>What an operator may meet at the start: each is one sentence with its remedy, and exit code 1.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Up_portInUse_saysSoAndChangesNothing()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var state = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", $"{((IPEndPoint)taken.LocalEndpoint).Port}");
        await hub.LineAsync(line => line.Contains("is in use", StringComparison.Ordinal) && line.Contains("--port", StringComparison.Ordinal));
        Assert.Equal(1, await hub.EndAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(state.Path));
    }

    [Fact]
    public async Task Up_sameStateFolderTwice_secondIsRefused()
    {
        using var state = new TemporaryFolder();
        using var first = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        await first.AddressAsync();
        using var second = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        await second.LineAsync(line => line.Contains("Another hub uses", StringComparison.Ordinal));
        Assert.Equal(1, await second.EndAsync());
    }

    [Fact]
    public async Task Up_stateOfNewerVersion_isRefused()
    {
        using var state = new TemporaryFolder();
        using (var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0"))
            await hub.AddressAsync();
        using (var records = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(state.Path, "records.db")};Pooling=false"))
        {
            records.Open();
            using var command = records.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('29991231000000_FromTheFuture', '99.0.0')";
            command.ExecuteNonQuery();
        }

        using var again = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        await again.LineAsync(line => line.Contains("newer hub", StringComparison.Ordinal) && line.Contains("FromTheFuture", StringComparison.Ordinal));
        Assert.Equal(1, await again.EndAsync());
    }

    [Fact]
    public async Task Up_folderThatCannotBeWritten_saysSo()
    {
        using var hub = HubProcess.Start("up", "--data", "/proc/tsumugi", "--port", "0");
        await hub.LineAsync(line => line.Contains("cannot be written", StringComparison.Ordinal));
        Assert.Equal(1, await hub.EndAsync());
    }

    [Fact]
    public async Task Token_withoutState_saysHowToBegin()
    {
        using var state = new TemporaryFolder();
        using var command = HubProcess.Start("token", "create", "--data", state.Path);
        await command.LineAsync(line => line.Contains("tsumugi up", StringComparison.Ordinal));
        Assert.Equal(1, await command.EndAsync());
    }
}
