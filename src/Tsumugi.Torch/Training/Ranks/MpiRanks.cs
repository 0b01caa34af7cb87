using System.Runtime.InteropServices;

namespace Tsumugi.Torch.Training.Ranks;

/// <summary>Processes that <c>mpirun</c> (or Slurm's <c>srun --mpi=pmix</c>) has started, through Open MPI.</summary>
public sealed class MpiRanks : IRanks
{
    /// <summary>What Open MPI's launcher, or another one that speaks PMIx, sets for each process it starts.</summary>
    private static readonly string[] Marks = ["OMPI_COMM_WORLD_RANK", "PMIX_RANK"];

    private MpiRanks(int rank, int size) => (Rank, Size) = (rank, size);

    /// <summary>Whether a launcher of MPI has started this process.</summary>
    public static bool IsLaunched => Marks.Any(mark => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(mark)));

    public int Rank { get; }

    public int Size { get; }

    /// <summary>Joins the processes that were started with this one; once per process.</summary>
    /// <exception cref="RanksException">When Open MPI is not there or cannot be used from threads.</exception>
    public static MpiRanks Join()
    {
        try
        {
            Check(OpenMpi.InitThread(0, 0, OpenMpi.Serialized, out var provided), "MPI_Init_thread");
            if (provided < OpenMpi.Serialized)
                throw new RanksException("This Open MPI was built without threads; install one with MPI_THREAD_SERIALIZED or more.");
            Check(OpenMpi.CommRank(OpenMpi.World, out var rank), "MPI_Comm_rank");
            Check(OpenMpi.CommSize(OpenMpi.World, out var size), "MPI_Comm_size");
            return new(rank, size);
        }
        catch (TypeInitializationException error) when (error.InnerException is RanksException missing)
        {
            throw missing;
        }
    }

    public void Sum(Span<float> numbers) => Check(
        OpenMpi.AllReduce(OpenMpi.InPlace, ref MemoryMarshal.GetReference(numbers), numbers.Length, OpenMpi.Float, OpenMpi.Sum, OpenMpi.World), "MPI_Allreduce");

    public void Sum(Span<double> numbers) => Check(
        OpenMpi.AllReduce(OpenMpi.InPlace, ref MemoryMarshal.GetReference(numbers), numbers.Length, OpenMpi.Double, OpenMpi.Sum, OpenMpi.World), "MPI_Allreduce");

    public void Broadcast(Span<byte> bytes) => Check(
        OpenMpi.Broadcast(ref MemoryMarshal.GetReference(bytes), bytes.Length, OpenMpi.Byte, 0, OpenMpi.World), "MPI_Bcast");

    public void Barrier() => Check(OpenMpi.Barrier(OpenMpi.World), "MPI_Barrier");

    public void Abort(int exitCode) => _ = OpenMpi.Abort(OpenMpi.World, exitCode);

    public void Dispose() => _ = OpenMpi.FinalizeAll();

    private static void Check(int code, string function)
    {
        if (code != 0)
            throw new RanksException($"{function} ended with error {code}; what Open MPI says stands before this line.");
    }
}
