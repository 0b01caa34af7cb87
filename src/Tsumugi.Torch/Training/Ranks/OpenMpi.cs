using System.Runtime.InteropServices;

namespace Tsumugi.Torch.Training.Ranks;

/// <summary>The few functions of Open MPI that training needs, called in its library.</summary>
/// <remarks>Handles such as MPI_COMM_WORLD are addresses of objects that the library of Open MPI exports under these names (its mpi.h).</remarks>
internal static class OpenMpi
{
    public const string Library = "libmpi.so.40";

    /// <summary>MPI_THREAD_SERIALIZED: several threads call, one at a time.</summary>
    public const int Serialized = 2;

    /// <summary>MPI_IN_PLACE.</summary>
    public const nint InPlace = 1;

    private static readonly nint Loaded = Load();

    public static readonly nint World = NativeLibrary.GetExport(Loaded, "ompi_mpi_comm_world");
    public static readonly nint Float = NativeLibrary.GetExport(Loaded, "ompi_mpi_float");
    public static readonly nint Double = NativeLibrary.GetExport(Loaded, "ompi_mpi_double");
    public static readonly nint Byte = NativeLibrary.GetExport(Loaded, "ompi_mpi_byte");
    public static readonly nint Sum = NativeLibrary.GetExport(Loaded, "ompi_mpi_op_sum");

    [DllImport(Library, EntryPoint = "MPI_Init_thread")]
    public static extern int InitThread(nint argc, nint argv, int required, out int provided);

    [DllImport(Library, EntryPoint = "MPI_Comm_rank")]
    public static extern int CommRank(nint communicator, out int rank);

    [DllImport(Library, EntryPoint = "MPI_Comm_size")]
    public static extern int CommSize(nint communicator, out int size);

    [DllImport(Library, EntryPoint = "MPI_Allreduce")]
    public static extern int AllReduce(nint send, ref float receive, int count, nint type, nint operation, nint communicator);

    [DllImport(Library, EntryPoint = "MPI_Allreduce")]
    public static extern int AllReduce(nint send, ref double receive, int count, nint type, nint operation, nint communicator);

    [DllImport(Library, EntryPoint = "MPI_Bcast")]
    public static extern int Broadcast(ref byte buffer, int count, nint type, int root, nint communicator);

    [DllImport(Library, EntryPoint = "MPI_Barrier")]
    public static extern int Barrier(nint communicator);

    [DllImport(Library, EntryPoint = "MPI_Abort")]
    public static extern int Abort(nint communicator, int exitCode);

    [DllImport(Library, EntryPoint = "MPI_Finalize")]
    public static extern int FinalizeAll();

    private static nint Load()
    {
        // Its components look for the library's symbols among those that all share.
        const int now = 2;
        const int global = 0x100;
        var handle = Open(Library, now | global);
        return handle != 0 ? handle : throw new RanksException(
            $"{Library} is not on this machine; install Open MPI 4 (Debian and Ubuntu: openmpi-bin and libopenmpi3), or start the worker without mpirun.");
    }

    [DllImport("libc", EntryPoint = "dlopen", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern nint Open([MarshalAs(UnmanagedType.LPStr)] string name, int flags);
}
